import type { FileEntry } from '../../contract/attachment.ts';
import type { Message, MessageId, Timestamp } from '../../contract/model.ts';
import { type CacheBounds, evict, letGo, sealedBytes } from './attachment-cache.ts';
import { type FileQuery, listFiles } from './attachment-list.ts';
import type { StoredAttachment } from './attachment-rows.ts';
import * as attachments from './attachments.ts';
import { type History, within } from './history.ts';
import { forgetLeftovers, leaveOver, listLeftovers, type Remains, sealedInUse } from './leftovers.ts';
import { markFailed } from './message-states.ts';
import type { LeftoverRow } from './schema.ts';

export interface AttachmentMove {
  id: MessageId;
  change: attachments.AttachmentChange;
  /** what of it as it was before is of no use any more */
  leaving?: Remains[];
}

/** What the core can ask about attachments. */
export const attachmentOperations = {
  attachment: ({ db }: History, id: MessageId): Promise<StoredAttachment | undefined> =>
    attachments.findAttachment(db, id),
  /** What those of the messages carry that carry something, in the order of the messages. */
  attachments: ({ db }: History, ids: MessageId[]): Promise<StoredAttachment[]> => attachments.findAttachments(db, ids),
  copiesHere: ({ db }: History, file: StoredAttachment): Promise<StoredAttachment[]> =>
    attachments.copiesHere(db, file),
  /** Those that are on their way, or were when the program ended. */
  attachmentsUnderWay: ({ db }: History): Promise<StoredAttachment[]> => attachments.attachmentsUnderWay(db),
  receivedFiles: ({ db }: History): Promise<StoredAttachment[]> => attachments.receivedFiles(db),
  partsOfFiles: ({ db }: History): Promise<string[]> => attachments.partsOfFiles(db),
  files: ({ db }: History, query: FileQuery): Promise<{ files: FileEntry[]; more: boolean }> => listFiles(db, query),

  /** The message as it is then; none when it has gone meanwhile. */
  changeAttachment: ({ db }: History, { id, change, leaving = [] }: AttachmentMove): Promise<Message[]> =>
    within(db, async (transaction) => {
      const before = leaving.length > 0 ? await attachments.findAttachment(transaction, id) : undefined;
      const messages = await attachments.changeAttachment(transaction, id, change);
      if (before) await leaveOver(transaction, before, leaving);
      return messages;
    }),
  /** It could not be put on the server, and its message does not leave. */
  uploadFailed: (
    { db }: History,
    { id, problem }: { id: MessageId; problem: NonNullable<StoredAttachment['problem']> },
  ): Promise<Message[]> =>
    within(db, async (transaction) => {
      const changed = await attachments.changeAttachment(transaction, id, { state: 'upload-failed', problem });
      const failed = await markFailed(transaction, id, 'not-uploaded');
      return failed.length > 0 ? failed : changed;
    }),
  touchAttachment: ({ db }: History, touched: { id: MessageId; at: Timestamp }) =>
    within(db, (transaction) => attachments.touchAttachment(transaction, touched)),
  expireAttachments: ({ db }: History, now: Timestamp): Promise<Message[]> =>
    within(db, (transaction) => attachments.expireAttachments(transaction, now)),

  sealedBytes: ({ db }: History): Promise<{ cache: number; outgoing: number }> => sealedBytes(db),
  evict: ({ db }: History, bounds: CacheBounds): Promise<Message[]> =>
    within(db, (transaction) => evict(transaction, bounds)),
  /** What lies here of them goes. */
  letGo: ({ db }: History, { ids, now }: { ids: MessageId[]; now: Timestamp }): Promise<Message[]> =>
    within(db, async (transaction) => {
      const messages: Message[] = [];
      for (const row of await attachments.findAttachments(transaction, ids)) {
        if (row.state === 'here') messages.push(...(await letGo(transaction, row, now)));
      }
      return messages;
    }),

  sealedInUse: ({ db }: History): Promise<string[]> => sealedInUse(db),
  leftovers: ({ db }: History): Promise<LeftoverRow[]> => listLeftovers(db),
  forgetLeftovers: ({ db }: History, places: number[]) =>
    within(db, (transaction) => forgetLeftovers(transaction, places)),
};
