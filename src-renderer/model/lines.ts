import type { Conversation, Message } from '../../src-main/contract/model.ts';
import type { TextRef } from './failure.ts';

export type SystemMessage = Message & { kind: Exclude<Message['kind'], 'text'> };

export function isSystem(message: Message): message is SystemMessage {
  return message.kind !== 'text';
}

/** What a line that nobody wrote says. `name`: the other person's. */
export function systemText({ kind, detail }: Pick<SystemMessage, 'kind' | 'detail'>, name: string): TextRef {
  switch (kind) {
    case 'keys-changed':
      return { key: detail === 'reset' ? 'line.keysReset' : 'line.keysChanged', values: { name } };
    case 'unreadable':
      return { key: 'line.unreadable' };
    case 'missing': {
      const count = Number(detail);
      return Number.isSafeInteger(count) && count > 0
        ? { key: 'line.missing', values: { count } }
        : { key: 'line.missingSome' };
    }
  }
}

/** A chat's newest line in the list: a text as it was written, or what stands for another kind of line. */
export function previewOf({ kind, text }: NonNullable<Conversation['last']>): string | TextRef {
  switch (kind) {
    case 'text':
      return text;
    case 'keys-changed':
      return { key: 'chats.previewKeysChanged' };
    case 'unreadable':
      return { key: 'chats.previewUnreadable' };
    case 'missing':
      return { key: 'chats.previewMissing' };
  }
}
