import {
  ErrorCode,
  groupDecrypt,
  groupEncrypt,
  LibSignalErrorBase,
  type ProtocolAddress,
  processSenderKeyDistributionMessage,
  SenderKeyDistributionMessage,
  SenderKeyMessage,
  SenderKeyRecord,
  SenderKeyStore,
  type Uuid,
} from '@signalapp/libsignal-client';
import type { Transaction } from 'kysely';
import type { RoomId } from '../../../protocol/index.ts';
import type { Schema } from '../store/schema.ts';
import type { DeviceAddress } from './exchange.ts';
import { libsignalAddress } from './ratchets.ts';

/** Of one device: a message may come later than one by the key that followed. */
const KEYS_KEPT = 5;

interface Loaded {
  address: DeviceAddress;
  distribution: Uuid;
  record: SenderKeyRecord | null;
  isNew: boolean;
  isChanged: boolean;
}

export type RoomDecrypted =
  /** the key goes on only once the message has been taken with `keep` */
  { kind: 'plaintext'; plaintext: Uint8Array; keep(): void } | { kind: 'duplicate' } | { kind: 'unreadable' };

/** The sender keys of one room as one operation uses them. Nothing has happened until `save`. */
export class SenderKeys extends SenderKeyStore {
  readonly #transaction: Transaction<Schema>;
  readonly #room: RoomId;
  readonly #loaded = new Map<string, Loaded>();
  #written: { loaded: Loaded; record: SenderKeyRecord } | undefined;

  constructor(transaction: Transaction<Schema>, room: RoomId) {
    super();
    this.#transaction = transaction;
    this.#room = room;
  }

  /** What others need to read what this device writes with that key from now on. The key is made when there is none. */
  async distribute(here: DeviceAddress, distribution: Uuid): Promise<Uint8Array> {
    await this.#load(here, distribution);
    const message = await SenderKeyDistributionMessage.create(libsignalAddress(here), distribution, this);
    this.#keep();
    return message.serialize();
  }

  /** libsignal's SenderKeyMessage. The key must have been distributed. */
  async encrypt(here: DeviceAddress, distribution: Uuid, plaintext: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    await this.#load(here, distribution);
    const message = await groupEncrypt(libsignalAddress(here), distribution, this, plaintext);
    this.#keep();
    return message.serialize();
  }

  /** Takes what another device distributed. False for bytes that are no such thing. */
  async take(from: DeviceAddress, distributed: Uint8Array): Promise<boolean> {
    try {
      const message = SenderKeyDistributionMessage.deserialize(new Uint8Array(distributed));
      await this.#load(from, message.distributionId());
      await processSenderKeyDistributionMessage(libsignalAddress(from), message, this);
      this.#keep();
      return true;
    } catch (error) {
      if (error instanceof LibSignalErrorBase) return false;
      throw error;
    }
  }

  async decrypt(from: DeviceAddress, serialised: Uint8Array): Promise<RoomDecrypted> {
    this.#written = undefined;
    try {
      const message = new Uint8Array(serialised);
      await this.#load(from, SenderKeyMessage.deserialize(message).distributionId());
      const plaintext = await groupDecrypt(libsignalAddress(from), this, message);
      return { kind: 'plaintext', plaintext, keep: () => this.#keep() };
    } catch (error) {
      if (!(error instanceof LibSignalErrorBase)) throw error;
      return { kind: error.code === ErrorCode.DuplicatedMessage ? 'duplicate' : 'unreadable' };
    }
  }

  async save(): Promise<void> {
    for (const { address, distribution, record, isNew, isChanged } of this.#loaded.values()) {
      if (!record || !isChanged) continue;
      await this.#write(address, distribution, record);
      if (isNew) await this.#forgetOld(address);
    }
  }

  override async getSenderKey(sender: ProtocolAddress, distribution: Uuid): Promise<SenderKeyRecord | null> {
    return this.#find(sender, distribution).record;
  }

  override async saveSenderKey(sender: ProtocolAddress, distribution: Uuid, record: SenderKeyRecord): Promise<void> {
    this.#written = { loaded: this.#find(sender, distribution), record };
  }

  #keep(): void {
    if (this.#written) Object.assign(this.#written.loaded, { record: this.#written.record, isChanged: true });
    this.#written = undefined;
  }

  #find(sender: ProtocolAddress, distribution: Uuid): Loaded {
    const loaded = this.#loaded.get(`${sender.name()} ${distribution}`);
    if (!loaded) throw new Error('a sender key is used that was not loaded');
    return loaded;
  }

  async #load(address: DeviceAddress, distribution: Uuid): Promise<void> {
    const name = `${address.account}.${address.device} ${distribution}`;
    if (this.#loaded.has(name)) return;
    const record = await this.#read(address, distribution);
    this.#loaded.set(name, { address, distribution, record, isNew: record === null, isChanged: false });
  }

  async #read({ account, device }: DeviceAddress, distribution: Uuid): Promise<SenderKeyRecord | null> {
    const row = await this.#transaction
      .selectFrom('sender_key')
      .select('record')
      .where('room', '=', this.#room)
      .where('account', '=', account)
      .where('device', '=', device)
      .where('distribution', '=', distribution)
      .executeTakeFirst();
    if (!row) return null;
    const key = SenderKeyRecord.deserialize(row.record);
    row.record.fill(0);
    return key;
  }

  async #write({ account, device }: DeviceAddress, distribution: Uuid, key: SenderKeyRecord): Promise<void> {
    const record = key.serialize();
    await this.#transaction
      .insertInto('sender_key')
      .values({ room: this.#room, account, device, distribution, record })
      .onConflict((conflict) => conflict.columns(['room', 'account', 'device', 'distribution']).doUpdateSet({ record }))
      .execute();
    record.fill(0);
  }

  async #forgetOld({ account, device }: DeviceAddress): Promise<void> {
    const ofDevice = this.#transaction
      .selectFrom('sender_key')
      .select('place')
      .where('room', '=', this.#room)
      .where('account', '=', account)
      .where('device', '=', device)
      .orderBy('place', 'desc');
    await this.#transaction
      .deleteFrom('sender_key')
      .where('room', '=', this.#room)
      .where('account', '=', account)
      .where('device', '=', device)
      .where('place', 'not in', ofDevice.limit(KEYS_KEPT))
      .execute();
  }
}
