import type { Kysely, Transaction } from 'kysely';
import type { Message, MessageId } from '../../contract/model.ts';
import { isPart } from '../attachments/part-name.ts';
import {
  attachmentValues,
  comingStates,
  leavingStates,
  type NewAttachment,
  type StoredAttachment,
  toAttachment,
} from './attachment-rows.ts';
import { keepFile, leaveOver } from './leftovers.ts';
import { extrasJson, extrasOf, toMessage } from './message-rows.ts';
import type { AttachmentRow, MessageRow, Schema } from './schema.ts';
import { slices } from './slices.ts';

/** What may become of an attachment. */
export type AttachmentChange = Partial<
  Pick<AttachmentRow, 'state' | 'problem' | 'blob' | 'key' | 'expires_at' | 'ref' | 'sealed' | 'path' | 'used_at'>
>;

/** The message carries it; its view is in the message's extras already. */
export async function insertAttachment(
  transaction: Transaction<Schema>,
  message: Pick<MessageRow, 'place' | 'id' | 'conversation'>,
  attachment: NewAttachment,
): Promise<void> {
  await transaction.insertInto('attachment').values(attachmentValues(message, attachment)).execute();
}

/** The one that changes attachments: what the message shows of it changes along. The message; none when there is no such attachment. */
export async function changeAttachment(
  transaction: Transaction<Schema>,
  id: MessageId,
  change: AttachmentChange,
): Promise<Message[]> {
  if (change.path) await keepFile(transaction, change.path);
  const row = await transaction
    .updateTable('attachment')
    .set(change)
    .where('message', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row ? refreshMessage(transaction, row) : [];
}

/** What nobody sees of the change: when it was last shown. */
export async function touchAttachment(
  transaction: Transaction<Schema>,
  { id, at }: { id: MessageId; at: number },
): Promise<void> {
  await transaction.updateTable('attachment').set({ used_at: at }).where('message', '=', id).execute();
}

export async function findAttachment(db: Kysely<Schema>, id: MessageId): Promise<StoredAttachment | undefined> {
  const [found] = await findAttachments(db, [id]);
  return found;
}

/** What those of the messages carry that carry something, in their order. */
export async function findAttachments(db: Kysely<Schema>, ids: MessageId[]): Promise<StoredAttachment[]> {
  const found: StoredAttachment[] = [];
  for (const some of slices(ids)) {
    const rows = await stored(db).where('attachment.message', 'in', some).execute();
    found.push(...rows.map(toStored));
  }
  return found;
}

/**
 * Those whose content is here, of all that carry the very same file. It is told by its key too, which only they know whom it was sent to:
 * who merely claims to have sent a file is not given that of another.
 */
export async function copiesHere(
  db: Kysely<Schema>,
  { blob, key, size, digest }: Pick<AttachmentRow, 'blob' | 'key' | 'size' | 'digest'>,
): Promise<StoredAttachment[]> {
  const rows = await stored(db)
    .where('attachment.blob', '=', blob)
    .where('attachment.key', '=', key)
    .where('attachment.size', '=', size)
    .where('attachment.digest', '=', digest)
    .where(({ eb, or, and }) =>
      // a received file that is to go to the server once more is as good
      or([
        eb('attachment.state', '=', 'here'),
        and([eb('attachment.state', 'in', leavingStates), eb('attachment.path', 'is not', null)]),
      ]),
    )
    .execute();
  return rows.map(toStored);
}

/** What is on its way, or was when the program ended, in the order of the messages. */
export async function attachmentsUnderWay(db: Kysely<Schema>): Promise<StoredAttachment[]> {
  const rows = await stored(db).where('attachment.state', 'in', ['uploading', 'downloading']).execute();
  return rows.map(toStored);
}

/** Files that were received, wherever they are now. */
export async function receivedFiles(db: Kysely<Schema>): Promise<StoredAttachment[]> {
  const rows = await stored(db)
    .where('attachment.state', '=', 'here')
    .where('attachment.path', 'is not', null)
    .execute();
  return rows.map(toStored);
}

/** Where parts of files lie that have not come as a whole, or were given up. */
export async function partsOfFiles(db: Kysely<Schema>): Promise<string[]> {
  const unfinished = await db.selectFrom('attachment').select('path').where('state', 'in', comingStates).execute();
  const parts = unfinished.filter(({ path }) => path !== null && isPart(path));
  const leftOver = await db.selectFrom('leftover').select('path').execute();
  return [...parts, ...leftOver].flatMap(({ path }) => path ?? []);
}

/** The server has forgotten these, and they are not here: what has come of them is of no use. The messages that tell of it. */
export async function expireAttachments(transaction: Transaction<Schema>, now: number): Promise<Message[]> {
  const rows = await transaction
    .selectFrom('attachment')
    .selectAll()
    .where('state', 'in', ['remote', 'paused', 'failed'])
    .where('expires_at', '<=', now)
    .orderBy('place')
    .execute();
  const messages: Message[] = [];
  const change = { state: 'expired', problem: null, sealed: null, path: null } as const;
  for (const row of rows) {
    messages.push(...(await changeAttachment(transaction, row.message, change)));
    await leaveOver(transaction, row, ['sealed', 'part']);
  }
  return messages;
}

function stored(db: Kysely<Schema>) {
  return db
    .selectFrom('attachment')
    .innerJoin('message', 'message.place', 'attachment.place')
    .selectAll('attachment')
    .select(['message.own', 'message.state as messageState'])
    .orderBy('attachment.place');
}

function toStored({
  own,
  ...row
}: AttachmentRow & { own: 0 | 1; messageState: MessageRow['state'] }): StoredAttachment {
  return { ...row, own: own === 1 };
}

async function refreshMessage(transaction: Transaction<Schema>, attachment: AttachmentRow): Promise<Message[]> {
  const { place } = attachment;
  const message = await transaction
    .selectFrom('message')
    .select('extras')
    .where('place', '=', place)
    .executeTakeFirst();
  if (!message) return [];
  const rows = await transaction
    .updateTable('message')
    .set({ extras: extrasJson({ ...extrasOf(message), attachment: toAttachment(attachment) }) })
    .where('place', '=', place)
    .returningAll()
    .execute();
  return rows.map(toMessage);
}
