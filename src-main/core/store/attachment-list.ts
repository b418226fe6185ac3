import { type Kysely, sql } from 'kysely';
import type { AttachmentKind, FileEntry } from '../../contract/attachment.ts';
import type { ConversationId } from '../../contract/model.ts';
import { foldName, toAttachment } from './attachment-rows.ts';
import type { Schema } from './schema.ts';

export interface FileQuery {
  /** all when absent */
  kinds?: AttachmentKind[] | undefined;
  /** part of the name */
  query?: string | undefined;
  conversation?: ConversationId | undefined;
  /** `FileEntry.order` of the last one of the page before */
  before?: number | undefined;
  limit: number;
}

/** Attachments of all chats, newest first. */
export async function listFiles(
  db: Kysely<Schema>,
  { kinds, query = '', conversation, before, limit }: FileQuery,
): Promise<{ files: FileEntry[]; more: boolean }> {
  let rows = db
    .selectFrom('attachment')
    .innerJoin('message', 'message.place', 'attachment.place')
    .selectAll('attachment')
    .select(['message.own', 'message.author', 'message.sent_at'])
    .orderBy('attachment.place', 'desc')
    .limit(limit + 1);
  if (before !== undefined) rows = rows.where('attachment.place', '<', before);
  if (conversation !== undefined) rows = rows.where('attachment.conversation', '=', conversation);
  if (kinds) rows = rows.where('attachment.kind', 'in', kinds);
  const wanted = foldName(query.trim());
  if (wanted !== '') rows = rows.where(sql<boolean>`instr(attachment.folded_name, ${wanted}) > 0`);
  const found = await rows.execute();
  const files = found.slice(0, limit).map(
    (row): FileEntry => ({
      message: row.message,
      conversation: row.conversation,
      author: row.author,
      own: row.own === 1,
      sentAt: row.sent_at,
      order: row.place,
      attachment: toAttachment(row),
    }),
  );
  return { files, more: found.length > limit };
}
