import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ListRange, VirtuosoHandle } from 'react-virtuoso';
import type { ConversationId, Message, MessageId } from '../../../src-main/contract/model.ts';
import type { MessageRow } from '../../model/history.ts';
import { useChatView, useStores, useUi } from '../../stores/context.tsx';

/** Where the list begins: where it was left if nothing has come since, else at the first unread message or the end. */
export function useScrollPlace(
  chat: ConversationId,
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

/** Tells the core what has been on the screen while the person looked, and knows whether the unread began above. */
export function useReading(
  chat: ConversationId,
  frame: RefObject<HTMLElement | null>,
  rows: MessageRow[],
  firstIndex: number,
) {
  const stores = useStores();
  const focused = useUi((state) => state.focused);
  const [range, setRange] = useState<ListRange>();
  const [first, last] = range ? [range.startIndex - firstIndex, range.endIndex - firstIndex] : [];
  const order = last === undefined ? undefined : rows[last]?.message.order;
  const unread = rows.findIndex((row) => row.startsUnread);

  useEffect(() => {
    if (focused && order !== undefined) stores.inBackground(stores.conversations.getState().markRead(chat, order));
  }, [stores, chat, focused, order]);

  const onRange = useCallback((seen: ListRange) => setRange(seen), []);
  const isDrawn = first !== undefined && last !== undefined && unread >= first && unread <= last;
  const isAbove = useIsAbove(frame, isDrawn ? rows[unread]?.message.id : undefined);
  return { onRange, isUnreadAbove: isDrawn ? isAbove : first !== undefined && unread < first };
}

/** Whether a message lies above what is seen. That it is drawn says little: some rows above are, too. */
function useIsAbove(frame: RefObject<HTMLElement | null>, id: MessageId | undefined): boolean {
  const [isAbove, setAbove] = useState(false);
  useEffect(() => {
    const root = frame.current;
    const message = id && root?.querySelector(`[data-message="${id}"]`);
    if (!message) return;
    const note = ([entry]: IntersectionObserverEntry[]) => {
      if (entry?.rootBounds) setAbove(entry.boundingClientRect.bottom <= entry.rootBounds.top);
    };
    const observer = new IntersectionObserver(note, { root });
    observer.observe(message);
    return () => observer.disconnect();
  }, [frame, id]);
  return isAbove;
}

/** Goes to the message that something in the chat asked for, and puts the focus on it. */
export function useGoToTarget(
  list: RefObject<VirtuosoHandle | null>,
  frame: RefObject<HTMLElement | null>,
  rows: MessageRow[],
): void {
  const target = useChatView((state) => state.target);
  const gone = useRef(target);

  useEffect(() => {
    if (!target || target === gone.current) return;
    const index = rows.findIndex((row) => row.message.id === target.id);
    if (index < 0) return;
    gone.current = target;
    const done = () => frame.current?.querySelector<HTMLElement>(`[data-message="${target.id}"]`)?.focus();
    list.current?.scrollIntoView({ index, align: 'center', done });
  }, [list, frame, rows, target]);
}

/**
 * Knows whether the list is at its end, and keeps it there while it is: heights that were guessed are put right when they
 * are measured, and what is added to the last message does not push it out.
 */
export function useEnd(list: RefObject<VirtuosoHandle | null>) {
  const [atEnd, setAtEnd] = useState(true);
  const isThere = useRef<boolean>(undefined);
  const goThere = () => list.current?.scrollTo({ top: Number.MAX_SAFE_INTEGER });

  function noteEnd(now: boolean): void {
    const isFirst = isThere.current === undefined;
    isThere.current = now;
    setAtEnd(now);
    if (now && isFirst) goThere();
  }

  function noteHeight(): void {
    if (isThere.current) goThere();
  }

  return { atEnd, noteEnd, noteHeight };
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
