import {
  CiphertextMessageType,
  ErrorCode,
  KEMPublicKey,
  LibSignalErrorBase,
  PreKeyBundle as LibsignalBundle,
  PreKeySignalMessage,
  ProtocolAddress,
  PublicKey,
  processPreKeyBundle,
  SignalMessage,
  signalDecrypt,
  signalDecryptPreKey,
  signalEncrypt,
} from '@signalapp/libsignal-client';
import type { Transaction } from 'kysely';
import type { AccountId, PreKeyBundle } from '../../../protocol/index.ts';
import type { OwnIdentity } from '../store/history.ts';
import { identityOf } from '../store/identities.ts';
import { ownRegistration } from '../store/own-keys.ts';
import type { Bytes, Schema } from '../store/schema.ts';
import type { DeviceAddress } from './exchange.ts';
import { AccountIdentities, UsedPreKeys } from './ratchet-keys.ts';
import { Sessions } from './ratchet-sessions.ts';

/** libsignal's own numbers of devices end at 127; ours are part of the name. */
const LIBSIGNAL_DEVICE = 1;

export type Decrypted =
  /** `begins`: the other side has begun a session by it, and may not have been known before */
  | { kind: 'plaintext'; plaintext: Uint8Array; begins: boolean }
  /** it was decrypted before */
  | { kind: 'duplicate' }
  /** it is by another identity key than the one known of the account, or none is known */
  | { kind: 'untrusted' }
  | { kind: 'unreadable' };

/**
 * The ratchets as one operation uses them: each is loaded once, and all that changed is written by `save`. Without it
 * nothing has happened: neither has a message been decrypted nor a one-time key been used.
 */
export class Ratchets {
  /** this device */
  readonly here: DeviceAddress;
  readonly #transaction: Transaction<Schema>;
  readonly #own: OwnIdentity;
  readonly #local: ProtocolAddress;
  readonly #registrationId: number;
  readonly #sessions: Sessions;
  readonly #preKeys: UsedPreKeys;
  readonly #identities = new Map<AccountId, AccountIdentities>();
  readonly #keys = new Map<AccountId, Bytes>();
  /** of those, whose keys were compared once and are others now */
  readonly #changed = new Set<AccountId>();

  private constructor(transaction: Transaction<Schema>, own: OwnIdentity, here: DeviceAddress, registrationId: number) {
    this.#transaction = transaction;
    this.#own = own;
    this.here = here;
    this.#local = libsignalAddress(here);
    this.#registrationId = registrationId;
    this.#sessions = new Sessions(transaction);
    this.#preKeys = new UsedPreKeys(transaction);
  }

  static async open(transaction: Transaction<Schema>, own: OwnIdentity): Promise<Ratchets> {
    const { device, registrationId } = await ownRegistration(transaction);
    return new Ratchets(transaction, own, { account: own.account, device }, registrationId);
  }

  async save(): Promise<void> {
    await this.#sessions.save();
    await this.#preKeys.save();
  }

  /** Whether the keys of the account were compared once and are others now: nothing is to be encrypted for them. */
  async haveKeysChanged(account: AccountId): Promise<boolean> {
    await this.#identitiesOf(account);
    return this.#changed.has(account);
  }

  /**
   * The identity key that everything for the account is encrypted under. There must be a session with one of its
   * devices.
   */
  async identityKey(account: AccountId): Promise<Bytes> {
    await this.#identitiesOf(account);
    const key = this.#keys.get(account);
    if (!key) throw new Error('no identity key');
    return key;
  }

  /** Whether there is a session to encrypt with. */
  async has(address: DeviceAddress): Promise<boolean> {
    return (await this.#sessions.load(address))?.hasCurrentState() ?? false;
  }

  /** Whether the session is with the device that published the bundle, not with one set up before under its number. */
  async isWith(address: DeviceAddress, bundle: PreKeyBundle): Promise<boolean> {
    const session = await this.#sessions.load(address);
    return session?.hasCurrentState() === true && session.remoteRegistrationId() === bundle.registrationId;
  }

  /** Begins a session in place of the present one, which still decrypts. False when the keys are not by the account. */
  async begin(account: AccountId, bundle: PreKeyBundle): Promise<boolean> {
    const address = { account, device: bundle.device };
    const identities = await this.#identitiesOf(account);
    if (!identities.known) return false;
    await this.#sessions.load(address);
    try {
      const theirs = toLibsignalBundle(bundle, identities.known);
      await processPreKeyBundle(theirs, libsignalAddress(address), this.#local, this.#sessions, identities);
      return true;
    } catch (error) {
      if (error instanceof LibSignalErrorBase) return false;
      throw error;
    }
  }

  /** One byte for the sort of message, and libsignal's message. There must be a session. */
  async encrypt(address: DeviceAddress, plaintext: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    await this.#sessions.load(address);
    const identities = await this.#identitiesOf(address.account);
    const to = libsignalAddress(address);
    const message = await signalEncrypt(plaintext, to, this.#local, this.#sessions, identities);
    const serialised = message.serialize();
    const body = new Uint8Array(1 + serialised.length);
    body[0] = message.type();
    body.set(serialised, 1);
    return body;
  }

  async decrypt(address: DeviceAddress, body: Uint8Array): Promise<Decrypted> {
    await this.#sessions.load(address);
    const identities = await this.#identitiesOf(address.account);
    try {
      const plaintext = await this.#decrypt(libsignalAddress(address), identities, body);
      if (!plaintext) return { kind: 'unreadable' };
      return { kind: 'plaintext', plaintext, begins: body[0] === CiphertextMessageType.PreKey };
    } catch (error) {
      // libsignal hides what its stores throw behind errors of its own.
      const { failure, isReplay } = this.#preKeys.takeOutcome();
      if (failure !== undefined) throw failure;
      if (!(error instanceof LibSignalErrorBase)) throw error;
      return { kind: isReplay ? 'duplicate' : refusal(error) };
    }
  }

  #decrypt(from: ProtocolAddress, identities: AccountIdentities, body: Uint8Array) {
    const serialised = new Uint8Array(body.subarray(1));
    switch (body[0]) {
      case CiphertextMessageType.Whisper: {
        const message = SignalMessage.deserialize(serialised);
        return signalDecrypt(message, from, this.#local, this.#sessions, identities);
      }
      case CiphertextMessageType.PreKey: {
        const message = PreKeySignalMessage.deserialize(serialised);
        const { oneTime, signed, kyber } = this.#preKeys;
        return signalDecryptPreKey(message, from, this.#local, this.#sessions, identities, oneTime, signed, kyber);
      }
      default:
        return undefined;
    }
  }

  async #identitiesOf(account: AccountId): Promise<AccountIdentities> {
    const loaded = this.#identities.get(account);
    if (loaded) return loaded;
    const stored = await identityOf(this.#transaction, this.#own, account);
    const key = stored && new Uint8Array(stored.key);
    const identities = new AccountIdentities(this.#own.keys, this.#registrationId, key && PublicKey.deserialize(key));
    if (key) this.#keys.set(account, key);
    this.#identities.set(account, identities);
    if (stored?.hasChanged) this.#changed.add(account);
    return identities;
  }
}

function refusal(error: LibSignalErrorBase): 'duplicate' | 'untrusted' | 'unreadable' {
  switch (error.code) {
    case ErrorCode.DuplicatedMessage:
      return 'duplicate';
    case ErrorCode.UntrustedIdentity:
      return 'untrusted';
    default:
      return 'unreadable';
  }
}

export function libsignalAddress({ account, device }: DeviceAddress): ProtocolAddress {
  return ProtocolAddress.new(`${account}.${device}`, LIBSIGNAL_DEVICE);
}

function toLibsignalBundle(bundle: PreKeyBundle, identity: PublicKey): LibsignalBundle {
  const { registrationId, oneTime, signed, lastResort } = bundle;
  return LibsignalBundle.new(
    registrationId,
    LIBSIGNAL_DEVICE,
    oneTime?.id ?? null,
    oneTime ? PublicKey.deserialize(new Uint8Array(oneTime.key)) : null,
    signed.id,
    PublicKey.deserialize(new Uint8Array(signed.key)),
    new Uint8Array(signed.signature),
    identity,
    lastResort.id,
    KEMPublicKey.deserialize(new Uint8Array(lastResort.key)),
    new Uint8Array(lastResort.signature),
  );
}
