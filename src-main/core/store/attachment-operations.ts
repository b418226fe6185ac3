import type { FileEntry } from '../../contract/attachment.ts';
import type { Message, MessageId, Timestamp } from '../../contract/model.ts';
import { type CacheBounds, evict, letGo, letGoOfSealed, sealedBytes } from './attachment-cache.ts';
import { type FileQuery, listFiles } from './attachment-list.ts';
import type { StoredAttachment } from './attachment-rows.ts';
import {
  beginUpload,
  endUpload,
  failUpload,
  type UploadBegun,
  type UploadDone,
  type UploadFailed,
} from './attachment-uploads.ts';
import * as attachments from './attachments.ts';
import { type History, within } from './history.ts';
import {
  forgetLeftovers,
  isSealedInUse,
  leaveOver,
  leaveOverFile,
  listLeftovers,
  type Remains,
  sealedInUse,
} from './leftovers.ts';
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
  /** None when it has gone meanwhile. */
  beginUpload: ({ db }: History, begun: UploadBegun): Promise<Message[]> =>
    within(db, (transaction) => beginUpload(transaction, begun)),
  endUpload: ({ db }: History, done: UploadDone): Promise<Message[]> =>
    within(db, (transaction) => endUpload(transaction, done)),
  failUpload: ({ db }: History, failed: UploadFailed): Promise<Message[]> =>
    within(db, (transaction) => failUpload(transaction, failed)),
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

  /**
   * It is not here after all. What the person puts at a received file's path again, or is on a disk that comes back, is not ours to delete.
   * @param path where it was looked for, if it is a received file
   */
  noteGone: (
    { db }: History,
    { id, now, path = null }: { id: MessageId; now: Timestamp; path?: string | null },
  ): Promise<Message[]> =>
    within(db, async (transaction) => {
      const row = await attachments.findAttachment(transaction, id);
      return row?.state === 'here' && row.path === path ? letGoOfSealed(transaction, row, now) : [];
    }),

  sealedInUse: ({ db }: History): Promise<string[]> => sealedInUse(db),
  isSealedInUse: ({ db }: History, sealed: string): Promise<boolean> => isSealedInUse(db, sealed),
  leaveOverFile: ({ db }: History, path: string) => within(db, (transaction) => leaveOverFile(transaction, path)),
  leftovers: ({ db }: History): Promise<LeftoverRow[]> => listLeftovers(db),
  forgetLeftovers: ({ db }: History, places: number[]) =>
    within(db, (transaction) => forgetLeftovers(transaction, places)),
};
