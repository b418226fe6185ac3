import type { Transaction } from 'kysely';
import type { Message, MessageId } from '../../contract/model.ts';
import { isComing, isLeaving } from './attachment-rows.ts';
import { changeAttachment, findAttachment } from './attachments.ts';
import { leaveOver } from './leftovers.ts';
import { markFailed } from './message-states.ts';
import type { AttachmentRow, Schema } from './schema.ts';

export interface UploadBegun {
  id: MessageId;
  /** what this device calls it */
  ref: NonNullable<AttachmentRow['ref']>;
  /** the content was sealed once more for it */
  anew?: Pick<AttachmentRow, 'key' | 'sealed'>;
}

/** Where the server has it. */
export interface UploadDone extends Pick<AttachmentRow, 'ref' | 'blob' | 'expires_at'> {
  id: MessageId;
  now: number;
}

export interface UploadFailed {
  id: MessageId;
  problem: NonNullable<AttachmentRow['problem']>;
}

/** It goes to the server from its sealed copy. What of it was coming from there is of no use. */
export async function beginUpload(
  transaction: Transaction<Schema>,
  { id, ref, anew }: UploadBegun,
): Promise<Message[]> {
  const before = await findAttachment(transaction, id);
  if (!before) return [];
  const place = { ref, blob: null, expires_at: null, ...anew };
  const path = isComing(before.state) ? null : before.path;
  const messages = await changeAttachment(transaction, id, { state: 'uploading', problem: null, path, ...place });
  if (path === null) await leaveOver(transaction, before, ['part']);
  if (anew) await leaveOver(transaction, before, ['sealed']);
  return messages;
}

/**
 * The server has it. Of a file that was on its way there no copy stays: the person has it where they took it from, or where it was
 * received. What was there before may have come here, or gone from here, meanwhile: that stays as it is.
 */
export async function endUpload(
  transaction: Transaction<Schema>,
  { id, now, ...place }: UploadDone,
): Promise<Message[]> {
  const row = await findAttachment(transaction, id);
  if (!row) return [];
  if (!isLeaving(row.state)) return changeAttachment(transaction, id, place);
  const isCached = row.kind !== 'file' && row.sealed !== null;
  const state = isCached || row.path !== null ? 'here' : 'remote';
  const copy = isCached ? { used_at: now } : { sealed: null };
  const messages = await changeAttachment(transaction, id, { ...place, ...copy, state, problem: null });
  if (!isCached) await leaveOver(transaction, row, ['sealed']);
  return messages;
}

/** It could not be put on the server, and its message does not leave. What is coming from there goes on. */
export async function failUpload(transaction: Transaction<Schema>, { id, problem }: UploadFailed): Promise<Message[]> {
  const row = await findAttachment(transaction, id);
  const change = { state: 'upload-failed', problem } as const;
  const changed = row && !isComing(row.state) ? await changeAttachment(transaction, id, change) : [];
  const failed = await markFailed(transaction, id, 'not-uploaded');
  return failed.length > 0 ? failed : changed;
}
