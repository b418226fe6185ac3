import type { Message, Timestamp } from '../../src-main/contract/model.ts';
import type { Key } from './shortcuts.ts';

/** What can be done with a message, in the order of its menu. */
export type MessageAction =
  | 'reply'
  | 'copy'
  | 'forward'
  | 'pin'
  | 'unpin'
  | 'select'
  | 'recall'
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

/** The actions for a written message as things stand. */
export function actionsFor(message: Message, around: ActionSurroundings): MessageAction[] {
  if (message.state === 'failed') return ['copy', 'retry', 'discard'];
  const isThere = hasLeft(message);
  const actions: [MessageAction, boolean][] = [
    ['reply', around.canWrite && isThere],
    ['copy', true],
    ['forward', true],
    [message.isPinned ? 'unpin' : 'pin', around.canPin && isThere],
    ['select', true],
    ['recall', canRecall(message, around)],
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
