import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ListRange, VirtuosoHandle } from 'react-virtuoso';
import type { AccountId, Message } from '../../../src-main/contract/model.ts';
import type { MessageRow } from '../../model/history.ts';
import { useStores, useUi } from '../../stores/context.tsx';

/** Where the list begins: at the first unread message, else where it was left, else at its end. */
export function useScrollPlace(
  chat: AccountId,
  list: RefObject<VirtuosoHandle | null>,
  rows: MessageRow[],
  atEnd: boolean,
) {
  const { ui } = useStores();
  const isAtEnd = useRef(atEnd);
  isAtEnd.current = atEnd;

  useLayoutEffect(() => {
    const virtuoso = list.current;
    return () => {
      if (isAtEnd.current) ui.getState().keepPlace(chat, undefined);
      else virtuoso?.getState((place) => ui.getState().keepPlace(chat, place));
    };
  }, [chat, list, ui]);

  const [start] = useState(() => {
    const unread = rows.findIndex((row) => row.startsUnread);
    const place = ui.getState().scrollPlaces.get(chat);
    if (unread >= 0) return { initialTopMostItemIndex: { index: unread, align: 'start' } as const };
    if (place) return { restoreStateFrom: place };
    return { initialTopMostItemIndex: { index: 'LAST', align: 'end' } as const };
  });
  return start;
}

/** Tells the core what has been on the screen while the person looked. */
export function useReading(chat: AccountId, rows: MessageRow[], firstIndex: number) {
  const stores = useStores();
  const focused = useUi((state) => state.focused);
  const [lastIndex, setLastIndex] = useState<number>();
  const order = lastIndex === undefined ? undefined : rows[lastIndex - firstIndex]?.message.order;

  useEffect(() => {
    if (focused && order !== undefined) stores.inBackground(stores.conversations.getState().markRead(chat, order));
  }, [stores, chat, focused, order]);

  return useCallback((range: ListRange) => setLastIndex(range.endIndex), []);
}

/** Scrolls down to what one has just written, wherever one was reading. */
export function useFollowOwn(list: RefObject<VirtuosoHandle | null>, messages: Message[]): void {
  const last = messages.at(-1);
  const seen = useRef(last?.id);
  useEffect(() => {
    if (last?.own && last.id !== seen.current) list.current?.scrollToIndex({ index: 'LAST', align: 'end' });
    seen.current = last?.id;
  }, [list, last]);
}
