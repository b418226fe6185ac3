import type { Message, Timestamp } from '../../src-main/contract/model.ts';
import type { Key } from './shortcuts.ts';

/** What can be done with a message, in the order of its menu. */
export type MessageAction =
  | 'reply'
  | 'open'
  | 'show'
  | 'copy'
  | 'copy-picture'
  | 'save'
  | 'add-sticker'
  | 'forward'
  | 'pin'
  | 'unpin'
  | 'select'
  | 'recall'
  | 'delete-here'
  | 'delete'
  | 'retry'
  | 'discard';

export interface ActionSurroundings {
  /** one still belongs to the chat */
  canWrite: boolean;
  canPin: boolean;
  now: Timestamp;
  /** seconds in which a message can be recalled */
  recall: number;
}

/** Whether the others have a message, or will without further ado. */
export function hasLeft({ state }: Pick<Message, 'state'>): boolean {
  return state !== 'sending' && state !== 'failed';
}

function canRecall({ own, sentAt, state }: Message, { now, recall, canWrite }: ActionSurroundings): boolean {
  return own && canWrite && hasLeft({ state }) && now - sentAt <= recall * 1000;
}

/** What can be done with what a message carries, besides the message itself. */
function attachmentActions({ attachment }: Message): MessageAction[] {
  if (attachment?.state !== 'here') return [];
  switch (attachment.kind) {
    case 'file':
      return ['open', 'show', 'delete-here'];
    case 'picture':
    case 'sticker':
      return ['copy-picture', 'save', 'add-sticker', 'delete-here'];
    case 'voice':
      return ['save', 'delete-here'];
  }
}

/** The actions for a written message as things stand. */
export function actionsFor(message: Message, around: ActionSurroundings): MessageAction[] {
  const hasWords = message.text !== '';
  if (message.state === 'failed') return hasWords ? ['copy', 'retry', 'discard'] : ['retry', 'discard'];
  const isThere = hasLeft(message);
  const offered = new Set(attachmentActions(message));
  const actions: [MessageAction, boolean][] = [
    ['reply', around.canWrite && isThere],
    ['open', offered.has('open')],
    ['show', offered.has('show')],
    ['copy', hasWords],
    ['copy-picture', offered.has('copy-picture')],
    ['save', offered.has('save')],
    ['add-sticker', offered.has('add-sticker')],
    ['forward', true],
    [message.isPinned ? 'unpin' : 'pin', around.canPin && isThere],
    ['select', true],
    ['recall', canRecall(message, around)],
    ['delete-here', offered.has('delete-here')],
    ['delete', isThere],
  ];
  return actions.filter(([, isOffered]) => isOffered).map(([action]) => action);
}

const keys: Record<string, MessageAction> = {
  r: 'reply',
  c: 'copy',
  f: 'forward',
  ' ': 'select',
  Delete: 'delete',
};

/** The action that a key asks for on a message that has the focus. */
export function actionOfKey(event: Omit<Key, 'isComposing'>): MessageAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
  return keys[event.key];
}

/** What is copied of a message: of several in one, all of them. */
export function copyText({ text, merged }: Pick<Message, 'text' | 'merged'>): string {
  if (!merged) return text;
  return [merged.title, ...merged.items.map((item) => `${item.name}: ${item.text}`)].join('\n');
}
