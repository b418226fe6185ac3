import { type ProtocolAddress, SessionRecord, SessionStore } from '@signalapp/libsignal-client';
import type { Transaction } from 'kysely';
import type { Bytes, Schema } from '../store/schema.ts';
import { type Placeholders, Statement } from '../store/statement.ts';
import type { DeviceAddress } from './exchange.ts';

const reading = new Statement((db, { account, device }: Placeholders<DeviceAddress>) =>
  db.selectFrom('session').select('record').where('account', '=', account).where('device', '=', device),
);
const writing = new Statement((db, { account, device, record }: Placeholders<DeviceAddress & { record: Bytes }>) =>
  db
    .insertInto('session')
    .values({ account, device, record })
    .onConflict((conflict) => conflict.columns(['account', 'device']).doUpdateSet({ record })),
);

interface Loaded {
  address: DeviceAddress;
  record: SessionRecord | null;
  isChanged: boolean;
}

/** The sessions that one operation uses. libsignal finds those that were loaded before, by their name. */
export class Sessions extends SessionStore {
  readonly #transaction: Transaction<Schema>;
  readonly #loaded = new Map<string, Loaded>();

  constructor(transaction: Transaction<Schema>) {
    super();
    this.#transaction = transaction;
  }

  async load(address: DeviceAddress): Promise<SessionRecord | undefined> {
    const name = `${address.account}.${address.device}`;
    const loaded = this.#loaded.get(name) ?? { address, record: await this.#read(address), isChanged: false };
    this.#loaded.set(name, loaded);
    return loaded.record ?? undefined;
  }

  async save(): Promise<void> {
    for (const { address, record, isChanged } of this.#loaded.values()) {
      if (record && isChanged) await this.#write(address, record);
    }
  }

  override async getSession(name: ProtocolAddress): Promise<SessionRecord | null> {
    return this.#find(name).record;
  }

  override async getExistingSessions(names: ProtocolAddress[]): Promise<SessionRecord[]> {
    return names.flatMap((name) => this.#find(name).record ?? []);
  }

  override async saveSession(name: ProtocolAddress, record: SessionRecord): Promise<void> {
    Object.assign(this.#find(name), { record, isChanged: true });
  }

  #find(name: ProtocolAddress): Loaded {
    const loaded = this.#loaded.get(name.name());
    if (!loaded) throw new Error('a session is used that was not loaded');
    return loaded;
  }

  async #read({ account, device }: DeviceAddress): Promise<SessionRecord | null> {
    const row = await reading.first(this.#transaction, { account, device });
    if (!row) return null;
    const session = SessionRecord.deserialize(row.record);
    row.record.fill(0);
    return session;
  }

  async #write({ account, device }: DeviceAddress, session: SessionRecord): Promise<void> {
    const record = session.serialize();
    await writing.run(this.#transaction, { account, device, record });
    record.fill(0);
  }
}
