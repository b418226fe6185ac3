import { CompiledQuery, sql } from 'kysely';
import type { AccountId, ConversationId, DeviceId, MessageId, Timestamp } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';
import type { QueueRow } from './schema.ts';

/** `message`: written to the device. `expiry`: tells the device that a message of its account was not fetched in time. */
export type QueueKind = 'message' | 'expiry';

/** What a device is to get, apart from its place in the queue. */
export interface Envelope {
  kind: QueueKind;
  messageId: MessageId;
  /** of a message: who wrote it, where. Of an expiry: whose it was, and the device that did not fetch it */
  from: AccountId;
  fromDevice: DeviceId;
  to: ConversationId;
  sentAt: Timestamp;
  receivedAt: Timestamp;
  body: Uint8Array;
}

export interface QueuedEnvelope extends Envelope {
  /** its place: greater than that of everything queued before it */
  id: number;
  device: DeviceId;
}

/** How much of a device's queue comes from one sender. */
export interface QueueShare {
  device: DeviceId;
  from: AccountId;
  count: number;
  bytes: number;
  lastId: number;
}

const kinds: readonly QueueKind[] = ['message', 'expiry'];

const columns = [
  'id',
  'device',
  'kind',
  'message_id',
  'from_account',
  'from_device',
  'to_account',
  'sent_at',
  'received_at',
  'body',
] as const satisfies (keyof QueueRow)[];

/** SQLite takes 32,766 parameters in a statement. */
const ROWS_PER_INSERT = 1000;

function toHead(row: Omit<QueueRow, 'body' | 'sent_at'>) {
  return {
    id: row.id,
    device: row.device,
    kind: kinds[row.kind] ?? 'message',
    messageId: row.message_id,
    from: row.from_account,
    fromDevice: row.from_device,
    to: row.to_account,
    receivedAt: row.received_at,
  };
}

function toEnvelope(row: QueueRow): QueuedEnvelope {
  return { ...toHead(row), sentAt: row.sent_at, body: row.body };
}

/**
 * Stores them in order. One that is queued already, for the same device, stays as it is.
 * @returns how many were new
 */
export async function insertEnvelopes(db: Writer, envelopes: readonly QueuedEnvelope[]): Promise<number> {
  let added = 0;
  for (let start = 0; start < envelopes.length; start += ROWS_PER_INSERT) {
    const rows = envelopes.slice(start, start + ROWS_PER_INSERT);
    const { numAffectedRows } = await db.executeQuery(compileInsert(rows));
    added += Number(numAffectedRows ?? 0n);
  }
  return added;
}

/** By hand: building this statement from Kysely's nodes costs as much as SQLite needs to run it. */
function compileInsert(envelopes: readonly QueuedEnvelope[]): CompiledQuery {
  const row = `(${columns.map(() => '?').join(',')})`;
  const rows = Array<string>(envelopes.length).fill(row).join(',');
  const parameters: unknown[] = [];
  for (const envelope of envelopes) pushColumns(parameters, envelope);
  return CompiledQuery.raw(
    `insert into queue (${columns.join(',')}) values ${rows} on conflict do nothing`,
    parameters,
  );
}

function pushColumns(parameters: unknown[], envelope: QueuedEnvelope): void {
  parameters.push(
    envelope.id,
    envelope.device,
    kinds.indexOf(envelope.kind),
    envelope.messageId,
    envelope.from,
    envelope.fromDevice,
    envelope.to,
    envelope.sentAt,
    envelope.receivedAt,
    envelope.body,
  );
}

/** The next of a device's queue after `after`, in order. */
export async function readQueue(db: Reader, device: DeviceId, after: number, limit: number): Promise<QueuedEnvelope[]> {
  const rows = await db
    .selectFrom('queue')
    .selectAll()
    .where('device', '=', device)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toEnvelope);
}

/** Something queued, without its body. */
export interface QueuedHead extends Omit<QueuedEnvelope, 'body' | 'sentAt'> {
  bytes: number;
  /** whose device it is; undefined when it was removed */
  account: AccountId | undefined;
}

/** The oldest of all devices' queues after the place `after`. Ids grow with the time of arrival. */
export async function readOldest(db: Reader, after: number, limit: number): Promise<QueuedHead[]> {
  const rows = await db
    .selectFrom('queue')
    .leftJoin('devices', 'devices.id', 'queue.device')
    .select(['queue.id', 'device', 'kind', 'message_id', 'from_account', 'from_device', 'to_account', 'received_at'])
    .select('devices.account')
    .select(sql<number>`length(body)`.as('bytes'))
    .where('queue.id', '>', after)
    .orderBy('queue.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...toHead(row), bytes: row.bytes, account: row.account ?? undefined }));
}

/** Everything of a device up to and including that place. */
export async function deleteUpTo(db: Writer, device: DeviceId, upTo: number): Promise<void> {
  await db.deleteFrom('queue').where('device', '=', device).where('id', '<=', upTo).execute();
}

export async function deleteQueued(db: Writer, ids: readonly number[]): Promise<void> {
  await db.deleteFrom('queue').where('id', 'in', ids).execute();
}

export async function deleteQueuesOf(db: Writer, devices: readonly DeviceId[]): Promise<void> {
  await db.deleteFrom('queue').where('device', 'in', devices).execute();
}

export async function queueShares(db: Reader, devices: readonly DeviceId[]): Promise<QueueShare[]> {
  return db
    .selectFrom('queue')
    .select(['device', 'from_account as from'])
    .select((select) => select.fn.countAll<number>().as('count'))
    .select(sql<number>`sum(length(body))`.as('bytes'))
    .select((select) => select.fn.max('id').as('lastId'))
    .where('device', 'in', devices)
    .groupBy(['device', 'from_account'])
    .execute();
}

/** The greatest place in use, 0 when nothing is queued. */
export async function lastQueueId(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('queue')
    .select((select) => select.fn.max('id').as('id'))
    .executeTakeFirst();
  return row?.id ?? 0;
}
