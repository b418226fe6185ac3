import { type KeyboardEvent, type RefObject, useState } from 'react';
import type { VirtuosoHandle } from 'react-virtuoso';
import type { MessageId } from '../../../src-main/contract/model.ts';
import type { MessageRow } from '../../model/history.ts';
import { nextRow } from '../../model/rows.ts';

/** One tab stop for all messages; arrow keys, Home and End move from one to the next. */
export function useMessageFocus(list: RefObject<VirtuosoHandle | null>, rows: MessageRow[]) {
  const [visited, setVisited] = useState<MessageId>();
  const index = rows.findIndex((row) => row.message.id === visited);
  const stop = (rows[index] ?? rows.at(-1))?.message.id;

  function onKeyDown(event: KeyboardEvent): void {
    if (!(event.target instanceof HTMLElement) || !event.target.dataset.message) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = nextRow(
      rows.map(() => true),
      index,
      event.key,
    );
    const id = next === undefined ? undefined : rows[next]?.message.id;
    if (next === undefined || !id) return;
    event.preventDefault();
    const frame = event.currentTarget;
    const done = () => frame.querySelector<HTMLElement>(`[data-message="${id}"]`)?.focus();
    list.current?.scrollIntoView({ index: next, done });
  }

  return { stop, visit: setVisited, onKeyDown };
}
