import { type RefObject, useEffect } from 'react';
import { flushSync } from 'react-dom';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { useTask } from '../../hooks/useTask.ts';
import { insertAt, isSendable } from '../../model/text-limit.ts';
import { useDrafts, useStores } from '../../stores/context.tsx';
import { isOnline } from '../../stores/session.ts';

/** The text of a chat's editor and what happens to it. */
export function useEditor({ id, draft }: Conversation, field: RefObject<HTMLTextAreaElement | null>) {
  const stores = useStores();
  const text = useDrafts((state) => state.texts.get(id)) ?? draft;
  const task = useTask();
  const canSend = isSendable(text);

  useEffect(() => field.current?.focus(), [field]);

  function type(typed: string): void {
    stores.drafts.getState().type(id, typed);
    task.clear();
    const tells = stores.settings.getState().settings.typing && isOnline(stores.session.getState());
    if (typed && tells) stores.inBackground(stores.typing.getState().tell(id));
  }

  function insert(inserted: string): void {
    const area = field.current;
    const start = area?.selectionStart ?? text.length;
    const result = insertAt(text, start, area?.selectionEnd ?? start, inserted);
    // the caret can only be put behind what is already in the field
    flushSync(() => type(result.text));
    area?.focus();
    area?.setSelectionRange(result.caret, result.caret);
  }

  function send(): void {
    if (canSend) void task.run(() => stores.send(id, text.trimEnd()));
    field.current?.focus();
  }

  return { text, type, insert, send, canSend, failure: task.failure };
}
