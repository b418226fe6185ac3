import { type RefObject, useEffect } from 'react';
import { flushSync } from 'react-dom';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { useTask } from '../../hooks/useTask.ts';
import { insertAt, isSendable } from '../../model/text-limit.ts';
import { useDrafts, useStores } from '../../stores/context.tsx';
import { isOnline } from '../../stores/session.ts';

export type EditorState = ReturnType<typeof useEditor>;

/** The text of a chat's editor and what happens to it. */
export function useEditor(conversation: Conversation, field: RefObject<HTMLTextAreaElement | null>) {
  const { id, draft } = conversation;
  const stores = useStores();
  const text = useDrafts((state) => state.texts.get(id)) ?? draft;
  const task = useTask();
  const canSend = isSendable(text);

  useEffect(() => field.current?.focus(), [field]);

  function type(typed: string): void {
    stores.drafts.getState().type(id, typed);
    task.clear();
    if (typed) tellTyping();
  }

  /** Friends are told that one is typing; rooms are not. */
  function tellTyping(): void {
    const tells = stores.settings.getState().settings.typing && isOnline(stores.session.getState());
    if (tells && conversation.kind === 'person') {
      stores.inBackground(stores.typing.getState().tell(conversation.id));
    }
  }

  /** Puts something in place of a part of the text, and the caret behind it. */
  function replace(start: number, end: number, inserted: string): void {
    const area = field.current;
    const result = insertAt(text, start, end, inserted);
    // the caret can only be put behind what is already in the field
    flushSync(() => type(result.text));
    area?.focus();
    area?.setSelectionRange(result.caret, result.caret);
  }

  function insert(inserted: string): void {
    const start = field.current?.selectionStart ?? text.length;
    replace(start, field.current?.selectionEnd ?? start, inserted);
  }

  function send(): void {
    if (canSend) void task.run(() => stores.send(id, text.trimEnd()));
    field.current?.focus();
  }

  /** True when there was a quote to drop. */
  function dropQuote(): boolean {
    const { quotes, dropQuote: drop } = stores.composing.getState();
    if (!quotes.has(id)) return false;
    drop(id);
    return true;
  }

  return { text, type, insert, replace, send, canSend, dropQuote, failure: task.failure };
}
