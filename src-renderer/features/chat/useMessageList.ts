import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ListRange, VirtuosoHandle } from 'react-virtuoso';
import type { AccountId, Message } from '../../../src-main/contract/model.ts';
import type { MessageRow } from '../../model/history.ts';
import { useStores, useUi } from '../../stores/context.tsx';

/** Where the list begins: where it was left if nothing has come since, else at the first unread message or the end. */
export function useScrollPlace(
  chat: AccountId,
  list: RefObject<VirtuosoHandle | null>,
  rows: MessageRow[],
  atEnd: boolean,
) {
  const { ui } = useStores();
  const newest = rows.at(-1)?.message.id;
  const current = useRef({ atEnd, newest });
  current.current = { atEnd, newest };

  useLayoutEffect(() => {
    const virtuoso = list.current;
    return () => {
      const { keepPlace } = ui.getState();
      const left = current.current;
      if (left.atEnd) keepPlace(chat, undefined);
      else virtuoso?.getState((snapshot) => keepPlace(chat, { snapshot, newest: left.newest }));
    };
  }, [chat, list, ui]);

  const [start] = useState(() => {
    const unread = rows.findIndex((row) => row.startsUnread);
    const place = ui.getState().scrollPlaces.get(chat);
    if (place && place.newest === newest) return { restoreStateFrom: place.snapshot };
    if (unread >= 0) return { initialTopMostItemIndex: { index: unread, align: 'start' } as const };
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
