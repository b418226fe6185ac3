import type { Kysely, Transaction } from 'kysely';
import type { ConversationId, MessageId } from '../../contract/model.ts';
import { isPart } from '../attachments/part-name.ts';
import { isComing } from './attachment-rows.ts';
import type { AttachmentRow, LeftoverRow, Schema } from './schema.ts';
import { slices } from './slices.ts';

/**
 * What of it is of no use to anybody any more. `part`: what there is of a received file that is not whole. `received`: the file where the
 * person has it. `upload`: nobody was, or is to be, told of it.
 */
export type Remains = 'sealed' | 'part' | 'received' | 'upload';

/** The messages are about to go: what they carry goes with them. Files that were received stay where the person has them. */
export async function dropAttachments(
  transaction: Transaction<Schema>,
  ids: MessageId[],
  { isTakenBack = false }: { isTakenBack?: boolean } = {},
): Promise<void> {
  for (const some of slices(ids)) {
    const rows = await messageStates(transaction).where('attachment.message', 'in', some).execute();
    await drop(transaction, rows, isTakenBack);
  }
}

/** The same for all messages of a conversation. */
export async function dropAttachmentsIn(transaction: Transaction<Schema>, conversation: ConversationId): Promise<void> {
  const rows = await messageStates(transaction).where('attachment.conversation', '=', conversation).execute();
  await drop(transaction, rows, false);
}

/** To be called when no row names it any more, or is about to. */
export async function leaveOver(
  transaction: Transaction<Schema>,
  {
    place,
    state,
    sealed,
    path,
    ref,
    size,
  }: Pick<AttachmentRow, 'place' | 'state' | 'sealed' | 'path' | 'ref' | 'size'>,
  remains: Remains[],
): Promise<void> {
  const isLeft = (what: Remains) => remains.includes(what);
  const unshared = isLeft('sealed') && sealed !== null && !(await isShared(transaction, place, sealed)) ? sealed : null;
  const isUnfinished = isComing(state) && path !== null && isPart(path);
  const unneeded = isLeft('received') || (isLeft('part') && isUnfinished) ? path : null;
  if (unshared !== null || unneeded !== null) await leave(transaction, { sealed: unshared, path: unneeded });
  if (isLeft('upload') && ref !== null) await leave(transaction, { ref, size });
}

/** A file that could not be deleted when it was to be. */
export function leaveOverFile(transaction: Transaction<Schema>, path: string): Promise<void> {
  return leave(transaction, { path });
}

/** What was left over there is gone: a file was received under its name. */
export async function keepFile(transaction: Transaction<Schema>, path: string): Promise<void> {
  await transaction.updateTable('leftover').set({ path: null }).where('path', '=', path).execute();
}

export function listLeftovers(db: Kysely<Schema>): Promise<LeftoverRow[]> {
  return db.selectFrom('leftover').selectAll().orderBy('place').execute();
}

export async function forgetLeftovers(transaction: Transaction<Schema>, places: number[]): Promise<void> {
  for (const some of slices(places)) {
    await transaction.deleteFrom('leftover').where('place', 'in', some).execute();
  }
}

/** Sealed files that are in use. */
export async function sealedInUse(db: Kysely<Schema>): Promise<string[]> {
  const rows = await db.selectFrom('attachment').select('sealed').where('sealed', 'is not', null).execute();
  return rows.flatMap(({ sealed }) => sealed ?? []);
}

export async function isSealedInUse(db: Kysely<Schema>, sealed: string): Promise<boolean> {
  const row = await db
    .selectFrom('attachment')
    .select('place')
    .where('sealed', '=', sealed)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function messageStates(transaction: Transaction<Schema>) {
  return transaction
    .selectFrom('attachment')
    .innerJoin('message', 'message.place', 'attachment.place')
    .selectAll('attachment')
    .select('message.state as messageState');
}

type Dropped = AttachmentRow & { messageState: string };

/** One after the other, so that the last of those that share something takes it along. */
async function drop(transaction: Transaction<Schema>, rows: Dropped[], isTakenBack: boolean): Promise<void> {
  for (const row of rows) {
    const hasLeft = row.messageState !== 'sending' && row.messageState !== 'failed';
    const isUnwanted = (isTakenBack || !hasLeft) && !(await isForwarded(transaction, row));
    const remains: Remains[] = ['sealed', 'part'];
    if (isUnwanted) remains.push('upload');
    await leaveOver(transaction, row, remains);
    await transaction.deleteFrom('attachment').where('place', '=', row.place).execute();
  }
}

async function leave(transaction: Transaction<Schema>, what: Partial<Omit<LeftoverRow, 'place'>>): Promise<void> {
  const nothing = { sealed: null, path: null, ref: null, size: null };
  await transaction
    .insertInto('leftover')
    .values({ ...nothing, ...what })
    .execute();
}

async function isShared(transaction: Transaction<Schema>, place: number, sealed: string): Promise<boolean> {
  const other = await transaction
    .selectFrom('attachment')
    .select('place')
    .where('sealed', '=', sealed)
    .where('place', '!=', place)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** Others may get it with another message. */
async function isForwarded(transaction: Transaction<Schema>, { place, blob }: AttachmentRow): Promise<boolean> {
  if (blob === null) return false;
  const other = await transaction
    .selectFrom('attachment')
    .select('place')
    .where('blob', '=', blob)
    .where('place', '!=', place)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}
