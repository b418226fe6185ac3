import { type ComponentPropsWithRef, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { Boundary } from '../../components/Boundary/Boundary.tsx';
import { Undrawable } from '../../components/Boundary/Undrawable.tsx';
import { Spinner } from '../../components/Spinner/Spinner.tsx';
import { messageRows } from '../../model/history.ts';
import { useStores, useUi } from '../../stores/context.tsx';
import type { History } from '../../stores/messages.ts';
import { Beginning } from './Beginning.tsx';
import { ToNewest, ToUnread } from './JumpButtons.tsx';
import { MessageItem } from './MessageItem.tsx';
import styles from './MessageList.module.css';
import { NoMessages } from './NoMessages.tsx';
import { useMessageFocus } from './useMessageFocus.ts';
import { useEnd, useFollowOwn, useGoToTarget, useReading, useScrollPlace } from './useMessageList.ts';

/** Virtuoso's number of the message loaded first; what is put before gets lower ones. */
const FIRST_INDEX = 1_000_000;
/** Pixels of a message, as a guess before it is measured. */
const USUAL_HEIGHT = 52;

interface MessageListProps {
  conversation: Conversation;
  history: History;
}

/** The messages of a chat, as long as they may be. Opens at the first unread one, or where it was left. */
export function MessageList({ conversation, history }: MessageListProps) {
  const { t } = useTranslation();
  const stores = useStores();
  const list = useRef<VirtuosoHandle>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { atEnd, noteEnd, noteHeight } = useEnd(list);
  const unreadMark = useUi((state) => state.unreadMark);
  const { messages, more } = history;
  const rows = useMemo(() => messageRows(messages, unreadMark, more), [messages, unreadMark, more]);
  const firstIndex = FIRST_INDEX - history.prepended;

  const start = useScrollPlace(conversation.id, list, rows, atEnd);
  const { onRange, isUnreadAbove } = useReading(conversation.id, frame, rows, firstIndex);
  const focus = useMessageFocus(list, rows);
  useFollowOwn(list, messages);
  useGoToTarget(list, frame, rows);

  if (rows.length === 0) {
    return <NoMessages conversation={conversation} />;
  }
  return (
    <div
      ref={frame}
      className={styles.frame}
      role="log"
      aria-live="off"
      aria-label={t('chat.history')}
      onKeyDown={focus.onKeyDown}
    >
      <Virtuoso
        ref={list}
        {...start}
        className={styles.list}
        tabIndex={-1}
        data={rows}
        firstItemIndex={firstIndex}
        computeItemKey={(_, row) => row.message.id}
        defaultItemHeight={USUAL_HEIGHT}
        followOutput={(isAtEnd) => (isAtEnd ? 'auto' : false)}
        atBottomThreshold={40}
        atBottomStateChange={noteEnd}
        totalListHeightChanged={noteHeight}
        startReached={() => stores.inBackground(stores.messages.getState().loadOlder(conversation.id))}
        rangeChanged={onRange}
        // nothing is drawn below the edge: what is drawn counts as read
        increaseViewportBy={{ top: 800, bottom: 0 }}
        components={components}
        context={{ history, conversation }}
        itemContent={(_, row) => (
          <Boundary fallback={<Undrawable />}>
            <MessageItem row={row} tabIndex={row.message.id === focus.stop ? 0 : -1} onVisit={focus.visit} />
          </Boundary>
        )}
      />
      {isUnreadAbove && unreadMark && <ToUnread chat={conversation.id} first={unreadMark} />}
      {!atEnd && (
        <ToNewest
          unread={conversation.unread}
          onClick={() => list.current?.scrollToIndex({ index: 'LAST', align: 'end' })}
        />
      )}
    </div>
  );
}

const components = { Header, Footer, List };

/** Virtuoso hides the list for a fifth of a second after it has come to its place; that would be seen at every chat. */
function List({ style, ...props }: ComponentPropsWithRef<'div'>) {
  return <div {...props} style={{ ...style, visibility: 'visible' }} />;
}

interface Context {
  history: History;
  conversation: Conversation;
}

function Header({ context: { history, conversation } }: { context: Context }) {
  const { t } = useTranslation();
  if (!history.more) return <Beginning conversation={conversation} first={history.messages[0]} />;
  return (
    <p className={styles.beginning}>
      <Spinner /> {t('chat.loadingOlder')}
    </p>
  );
}

function Footer() {
  return <div className={styles.footer} />;
}
