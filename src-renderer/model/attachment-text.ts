import type { Attachment } from '../../src-main/contract/attachment.ts';
import type { TextRef } from './failure.ts';
import { isolate } from './names.ts';

type Shown = Pick<Attachment, 'kind' | 'name'> & Partial<Pick<Attachment, 'durationMs'>>;

/** Minutes and seconds of a sound: `0:12`. */
export function clockOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A message with an attachment in one line: what it carries, then its words if it has any. */
export function attachmentText({ kind, name, durationMs }: Shown, words = ''): TextRef {
  const caption = words === '' ? '' : ` ${words}`;
  switch (kind) {
    case 'picture':
      return { key: 'attachment.line.picture', values: { caption } };
    case 'sticker':
      return { key: 'attachment.line.sticker', values: { caption } };
    case 'file':
      return { key: 'attachment.line.file', values: { name: isolate(name), caption } };
    case 'voice': {
      const length = durationMs === undefined ? '' : ` ${clockOf(durationMs)}`;
      return { key: 'attachment.line.voice', values: { length, caption } };
    }
  }
}

/** What stands for a message where it is only named: in a quote, in a pinned line, where several are chosen. */
export function wordsOf({ text, attachment }: { text: string; attachment?: Shown }): string | TextRef {
  return attachment ? attachmentText(attachment, text) : text;
}
