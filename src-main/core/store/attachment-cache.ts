import type { Kysely, Transaction } from 'kysely';
import type { Message, Timestamp } from '../../contract/model.ts';
import { changeAttachment } from './attachments.ts';
import { leaveOver } from './leftovers.ts';
import type { AttachmentRow, Schema } from './schema.ts';

export interface CacheBounds {
  /** bytes that may stay */
  limit: number;
  now: Timestamp;
  /** leaves alone what cannot be had again */
  onlyOnServer?: boolean;
}

/** Plain bytes of what lies here sealed, on its way to the server or not. */
export async function sealedBytes(db: Kysely<Schema>): Promise<{ cache: number; outgoing: number }> {
  const rows = await db
    .selectFrom('attachment')
    .select(({ fn }) => ['state', 'sealed', fn.max('size').as('size')])
    .where('sealed', 'is not', null)
    .groupBy(['sealed', 'state'])
    .execute();
  const sum = (states: AttachmentRow['state'][]) =>
    rows.reduce((total, { state, size }) => (states.includes(state) ? total + size : total), 0);
  return {
    cache: sum(['here', 'downloading', 'paused']),
    outgoing: sum(['uploading', 'upload-paused', 'upload-failed']),
  };
}

/**
 * Lets go of the sealed copies that were not shown for the longest time, until the rest keeps to the limit. What the server still has
 * goes first, so that nobody drives older pictures out for good by sending many; then what others sent; never what has yet to be sent.
 */
export async function evict(
  transaction: Transaction<Schema>,
  { limit, now, onlyOnServer = false }: CacheBounds,
): Promise<Message[]> {
  let over = (await cachedBytes(transaction)) - limit;
  if (over <= 0) return [];
  const messages: Message[] = [];
  const canBeHadAgain = (copy: Cached[]) => copy.every((row) => isOnServer(row, now));
  const copies = Map.groupBy(await copiesByUse(transaction), canBeHadAgain);
  for (const copy of [...(copies.get(true) ?? []), ...(copies.get(false) ?? [])]) {
    if (over <= 0) break;
    const mayGo = (row: Cached) => isOnServer(row, now) || (row.own === 0 && !onlyOnServer);
    if (!copy.every(mayGo)) continue;
    for (const row of copy) messages.push(...(await letGoOfSealed(transaction, row, now)));
    over -= copy[0]?.size ?? 0;
  }
  return messages;
}

/** What lies here of it goes, sealed or received. */
export async function letGo(transaction: Transaction<Schema>, row: AttachmentRow, now: Timestamp): Promise<Message[]> {
  const messages = await letGoOfSealed(transaction, row, now);
  await leaveOver(transaction, row, ['received']);
  return messages;
}

/** It is as if it had never been fetched. A file that was received is not touched. */
export async function letGoOfSealed(
  transaction: Transaction<Schema>,
  row: AttachmentRow,
  now: Timestamp,
): Promise<Message[]> {
  const state = isOnServer(row, now) ? 'remote' : 'expired';
  const messages = await changeAttachment(transaction, row.message, { state, problem: null, sealed: null, path: null });
  await leaveOver(transaction, row, ['sealed']);
  return messages;
}

type Cached = AttachmentRow & { own: 0 | 1 };

function isOnServer({ blob, expires_at: expiresAt }: AttachmentRow, now: Timestamp): boolean {
  return blob !== null && expiresAt !== null && expiresAt > now;
}

async function cachedBytes(db: Kysely<Schema>): Promise<number> {
  const copies = db
    .selectFrom('attachment')
    .select(({ fn }) => fn.max('size').as('size'))
    .where('sealed', 'is not', null)
    .where('state', '=', 'here')
    .groupBy('sealed')
    .as('copies');
  const { total } = await db
    .selectFrom(copies)
    .select(({ fn }) => fn.sum<number | null>('copies.size').as('total'))
    .executeTakeFirstOrThrow();
  return total ?? 0;
}

/** Those that share one copy together; the one that was not used for the longest time comes first. */
async function copiesByUse(db: Kysely<Schema>): Promise<Cached[][]> {
  const rows = await db
    .selectFrom('attachment')
    .innerJoin('message', 'message.place', 'attachment.place')
    .selectAll('attachment')
    .select('message.own')
    .where('attachment.sealed', 'is not', null)
    .where('attachment.state', '=', 'here')
    .orderBy('attachment.used_at', 'desc')
    .orderBy('attachment.place', 'desc')
    .execute();
  // the one that was used last decides where a copy stands
  return [...Map.groupBy(rows, ({ sealed }) => sealed).values()].reverse();
}
