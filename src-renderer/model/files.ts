import type { Attachment, AttachmentKind, FileEntry } from '../../src-main/contract/attachment.ts';
import type { Message, Timestamp } from '../../src-main/contract/model.ts';

export const fileFilters = ['all', 'pictures', 'files', 'voice'] as const;
export type FileFilter = (typeof fileFilters)[number];

/** The kinds of attachments that a filter shows; undefined for all. */
export function kindsOf(filter: FileFilter): AttachmentKind[] | undefined {
  switch (filter) {
    case 'all':
      return undefined;
    case 'pictures':
      return ['picture', 'sticker'];
    case 'files':
      return ['file'];
    case 'voice':
      return ['voice'];
  }
}

/** The list once these messages have changed: what carries nothing any more goes. What is new is looked for anew. */
export function mergeFiles(files: FileEntry[], changed: readonly Message[]): FileEntry[] {
  const latest = new Map(changed.map((message) => [message.id, message]));
  if (!files.some(({ message }) => latest.has(message))) return files;
  return files.flatMap((entry) => {
    const message = latest.get(entry.message);
    if (!message) return [entry];
    return message.attachment ? [{ ...entry, attachment: message.attachment }] : [];
  });
}

/** Whether messages bring attachments that the list does not have yet. */
export function bringsFiles(files: readonly FileEntry[], changed: readonly Message[]): boolean {
  const known = new Set(files.map(({ message }) => message));
  return changed.some(({ id, attachment }) => attachment !== undefined && !known.has(id));
}

/** Whether something has come to lie on this machine, or does no longer. */
export function movesBytes(before: readonly FileEntry[], after: readonly FileEntry[]): boolean {
  const wasHere = new Map(before.map(({ message, attachment }) => [message, attachment.state === 'here']));
  return after.some(({ message, attachment }) => wasHere.get(message) !== (attachment.state === 'here'));
}

/** Until when an attachment can be had from the server; undefined when it cannot, or not any more. */
export function keptUntil(
  { expiresAt, state }: Pick<Attachment, 'expiresAt' | 'state'>,
  now: Timestamp,
): Timestamp | undefined {
  return expiresAt !== undefined && expiresAt > now && state !== 'expired' ? expiresAt : undefined;
}
