import type { Transaction } from 'kysely';
import type { AccountId, ConversationId } from '../../../protocol/index.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import type { OwnIdentity } from './history.ts';
import { identityKey } from './identities.ts';
import type { AudienceRow, Bytes, Schema } from './schema.ts';
import { type Placeholders, Statement } from './statement.ts';

/** A device that something is encrypted for, and the identity key under which it is. */
export interface Reader extends DeviceAddress {
  key: Bytes;
}

type Place = DeviceAddress & { conversation: ConversationId };

const reading = new Statement((db, { conversation }: Placeholders<{ conversation: ConversationId }>) =>
  db.selectFrom('audience').selectAll().where('conversation', '=', conversation),
);
const beginning = new Statement((db, row: Placeholders<Omit<AudienceRow, 'until'>>) =>
  db.insertInto('audience').values({
    conversation: row.conversation,
    account: row.account,
    device: row.device,
    key: row.key,
    first: row.first,
    since: row.since,
  }),
);
const ending = new Statement((db, { conversation, account, device, until }: Placeholders<Place & { until: number }>) =>
  db
    .updateTable('audience')
    .set({ until })
    .where('conversation', '=', conversation)
    .where('account', '=', account)
    .where('device', '=', device)
    .where('until', 'is', null),
);

/** For whom messages are encrypted, as one operation sees it. */
export class Audiences {
  readonly #transaction: Transaction<Schema>;
  readonly #own: AccountId;
  readonly #loaded = new Map<ConversationId, AudienceRow[]>();

  constructor(transaction: Transaction<Schema>, { account }: Pick<OwnIdentity, 'account'>) {
    this.#transaction = transaction;
    this.#own = account;
  }

  /**
   * The number of the audience that these are. When they are not the present one, the next begins, and `first` is the
   * number of the first text for those who come.
   */
  async of(conversation: ConversationId, readers: Reader[], first: number): Promise<number> {
    const rows = await this.#load(conversation);
    const present = new Map(rows.flatMap((row) => (row.until === null ? [[nameOf(row), row] as const] : [])));
    const coming = readers.filter((reader) => !this.#isStill(present.get(nameOf(reader)), reader));
    const last = rows.reduce((latest, { since, until }) => Math.max(latest, since, until ?? 0), 0);
    if (coming.length === 0 && readers.length === present.size) return last;
    const next = last + 1;
    const staying = new Set(readers.filter((reader) => !coming.includes(reader)).map(nameOf));
    for (const [name, { account, device }] of present) {
      if (!staying.has(name)) await ending.run(this.#transaction, { conversation, account, device, until: next });
    }
    for (const { account, device, key } of coming) {
      await beginning.run(this.#transaction, { conversation, account, device, key, first, since: next });
    }
    this.#loaded.delete(conversation);
    return next;
  }

  /**
   * The number of the first text that was encrypted for the device; undefined for one that is not in the present
   * audience.
   */
  async firstFor(conversation: ConversationId, { account, device }: DeviceAddress): Promise<number | undefined> {
    const rows = await this.#load(conversation);
    return rows.find((row) => row.account === account && row.device === device && row.until === null)?.first;
  }

  async #load(conversation: ConversationId): Promise<AudienceRow[]> {
    const loaded = this.#loaded.get(conversation) ?? (await reading.all(this.#transaction, { conversation }));
    this.#loaded.set(conversation, loaded);
    return loaded;
  }

  #isStill(row: AudienceRow | undefined, { account, key }: Reader): boolean {
    return row?.account === account && (account === this.#own || isSame(row.key, key));
  }
}

/** What of a conversation was encrypted for one device, under the identity key that its account has now. */
export class Entitlement {
  readonly #rows: AudienceRow[];

  private constructor(rows: AudienceRow[]) {
    this.#rows = rows;
  }

  static async of(
    transaction: Transaction<Schema>,
    own: OwnIdentity,
    { conversation, account, device }: Place,
  ): Promise<Entitlement> {
    const key = await identityKey(transaction, own, account);
    const rows = await reading.all(transaction, { conversation });
    const ofDevice = rows.filter((row) => row.account === account && row.device === device);
    return new Entitlement(ofDevice.filter((row) => account === own.account || (key && isSame(row.key, key))));
  }

  /**
   * Whether something that was encrypted for that audience was for the device. Of the audience 0 only the numbers of
   * texts tell.
   */
  includes({ audience, number }: { audience: number | null; number: number | null }): boolean {
    if (audience === null) return false;
    return this.#rows.some(
      ({ since, until, first }) =>
        since <= audience &&
        (until === null || audience < until) &&
        (audience > 0 || number === null || number >= first),
    );
  }

  /** Whether a text with that number may have been meant for the device. */
  mayKnow(number: number): boolean {
    return this.#rows.some(({ first }) => number >= first);
  }
}

function nameOf({ account, device }: DeviceAddress): string {
  return `${account} ${device}`;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
