import {
  IdentityChange,
  type IdentityKeyPair,
  IdentityKeyStore,
  KyberPreKeyRecord,
  type KyberPreKeyStore,
  PreKeyRecord,
  type PreKeyStore,
  type PrivateKey,
  type ProtocolAddress,
  type PublicKey,
  SignedPreKeyRecord,
  type SignedPreKeyStore,
} from '@signalapp/libsignal-client';
import type { Transaction } from 'kysely';
import type { Bytes, Schema } from '../store/schema.ts';

/** One's own identity, and the one key that libsignal may take for all devices of one account. */
export class AccountIdentities extends IdentityKeyStore {
  /** undefined while no certificate of the account has been seen */
  readonly known: PublicKey | undefined;
  readonly #own: IdentityKeyPair;
  readonly #registrationId: number;

  constructor(own: IdentityKeyPair, registrationId: number, known: PublicKey | undefined) {
    super();
    this.#own = own;
    this.#registrationId = registrationId;
    this.known = known;
  }

  override async getIdentityKey(): Promise<PrivateKey> {
    return this.#own.privateKey;
  }

  override async getIdentityKeyPair(): Promise<IdentityKeyPair> {
    return this.#own;
  }

  override async getLocalRegistrationId(): Promise<number> {
    return this.#registrationId;
  }

  override async getIdentity(): Promise<PublicKey | null> {
    return this.known ?? null;
  }

  override async isTrustedIdentity(_name: ProtocolAddress, key: PublicKey): Promise<boolean> {
    return this.known?.equals(key) ?? false;
  }

  /** Identities come from certificates only; libsignal says here what it has just been told. */
  override async saveIdentity(): Promise<IdentityChange> {
    return IdentityChange.NewOrUnchanged;
  }
}

interface KyberUse {
  kyber: number;
  signed: number;
  base_key: Bytes;
}

/** Somebody begins a session with a key that this device does not have, or no longer. */
class KeyGoneError extends Error {
  override readonly name = 'KeyGoneError';
}

/** Somebody sends the beginning of a session again that was begun before. */
class ReplayError extends Error {
  override readonly name = 'ReplayError';
}

/** This device's prekeys as one operation uses them up. */
export class UsedPreKeys {
  readonly oneTime: PreKeyStore;
  readonly signed: SignedPreKeyStore;
  readonly kyber: KyberPreKeyStore;
  readonly #transaction: Transaction<Schema>;
  readonly #usedUp = new Set<number>();
  readonly #uses: KyberUse[] = [];
  #thrown: unknown;

  constructor(transaction: Transaction<Schema>) {
    this.#transaction = transaction;
    this.oneTime = {
      getPreKey: (id) => this.#keep(this.#oneTimeKey(id)),
      removePreKey: async (id) => {
        this.#usedUp.add(id);
      },
      savePreKey: notMadeHere,
    };
    this.signed = {
      getSignedPreKey: (id) => this.#keep(this.#load('signed_key', id, SignedPreKeyRecord.deserialize)),
      saveSignedPreKey: notMadeHere,
    };
    this.kyber = {
      getKyberPreKey: (id) => this.#keep(this.#load('kyber_key', id, KyberPreKeyRecord.deserialize)),
      markKyberPreKeyUsed: (kyber, signed, key) => this.#keep(this.#use({ kyber, signed, base_key: key.serialize() })),
      saveKyberPreKey: notMadeHere,
    };
  }

  /** What went wrong in here since the last time: a failure of the database, or a replay that was refused. */
  takeOutcome(): { failure: unknown; isReplay: boolean } {
    const thrown = this.#thrown;
    this.#thrown = undefined;
    const isReplay = thrown instanceof ReplayError;
    return { isReplay, failure: isReplay || thrown instanceof KeyGoneError ? undefined : thrown };
  }

  async save(): Promise<void> {
    for (const id of this.#usedUp) await this.#transaction.deleteFrom('one_time_key').where('id', '=', id).execute();
    for (const use of this.#uses) await this.#transaction.insertInto('kyber_use').values(use).execute();
  }

  async #keep<R>(work: Promise<R>): Promise<R> {
    try {
      return await work;
    } catch (error) {
      this.#thrown ??= error;
      throw error;
    }
  }

  async #oneTimeKey(id: number): Promise<PreKeyRecord> {
    if (this.#usedUp.has(id)) throw new KeyGoneError();
    return this.#load('one_time_key', id, PreKeyRecord.deserialize);
  }

  async #load<R>(
    table: 'one_time_key' | 'signed_key' | 'kyber_key',
    id: number,
    deserialize: (record: Bytes) => R,
  ): Promise<R> {
    const row = await this.#transaction.selectFrom(table).select('record').where('id', '=', id).executeTakeFirst();
    if (!row) throw new KeyGoneError();
    const key = deserialize(row.record);
    row.record.fill(0);
    return key;
  }

  async #use(use: KyberUse): Promise<void> {
    const isKnown = this.#uses.some((other) => isSameUse(other, use)) || (await this.#isStored(use));
    if (isKnown) throw new ReplayError();
    this.#uses.push(use);
  }

  async #isStored({ kyber, signed, base_key }: KyberUse): Promise<boolean> {
    const row = await this.#transaction
      .selectFrom('kyber_use')
      .select('kyber')
      .where('kyber', '=', kyber)
      .where('signed', '=', signed)
      .where('base_key', '=', base_key)
      .executeTakeFirst();
    return row !== undefined;
  }
}

function isSameUse(a: KyberUse, b: KyberUse): boolean {
  return a.kyber === b.kyber && a.signed === b.signed && Buffer.compare(a.base_key, b.base_key) === 0;
}

async function notMadeHere(): Promise<void> {
  throw new Error('libsignal makes no prekeys');
}
