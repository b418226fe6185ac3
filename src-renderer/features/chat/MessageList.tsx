import { ArrowDown, MessageSquareDashed } from 'lucide-react';
import { type ComponentPropsWithRef, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { Spinner } from '../../components/Spinner/Spinner.tsx';
import { messageRows } from '../../model/history.ts';
import { useStores, useUi } from '../../stores/context.tsx';
import type { History } from '../../stores/messages.ts';
import { MessageItem } from './MessageItem.tsx';
import styles from './MessageList.module.css';
import { useMessageFocus } from './useMessageFocus.ts';
import { useFollowOwn, useReading, useScrollPlace } from './useMessageList.ts';

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
  const [atEnd, setAtEnd] = useState(true);
  const unreadMark = useUi((state) => state.unreadMark);
  const { messages, more } = history;
  const rows = useMemo(() => messageRows(messages, unreadMark, more), [messages, unreadMark, more]);
  const firstIndex = FIRST_INDEX - history.prepended;

  const start = useScrollPlace(conversation.id, list, rows, atEnd);
  const onRange = useReading(conversation.id, rows, firstIndex);
  const focus = useMessageFocus(list, rows);
  useFollowOwn(list, messages);

  if (rows.length === 0) {
    return <EmptyState icon={MessageSquareDashed} title={t('chat.empty')} text={t('chat.emptyText')} />;
  }
  return (
    <div className={styles.frame} role="log" aria-live="off" aria-label={t('chat.history')} onKeyDown={focus.onKeyDown}>
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
        atBottomStateChange={setAtEnd}
        startReached={() => stores.inBackground(stores.messages.getState().loadOlder(conversation.id))}
        rangeChanged={onRange}
        increaseViewportBy={{ top: 800, bottom: 200 }}
        components={components}
        context={{ history }}
        itemContent={(_, row) => (
          <MessageItem
            row={row}
            profile={conversation.profile}
            tabIndex={row.message.id === focus.stop ? 0 : -1}
            onFocus={() => focus.visit(row.message.id)}
          />
        )}
      />
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

function Header({ context }: { context: { history: History } }) {
  const { t } = useTranslation();
  if (!context.history.more) return <p className={styles.beginning}>{t('chat.beginning')}</p>;
  return (
    <p className={styles.beginning}>
      <Spinner /> {t('chat.loadingOlder')}
    </p>
  );
}

function Footer() {
  return <div className={styles.footer} />;
}

function ToNewest({ unread, onClick }: { unread: number; onClick(): void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className={styles.toNewest} onClick={onClick}>
      <ArrowDown size="1rem" aria-hidden="true" />
      {unread > 0 ? t('chat.toNewestUnread', { count: unread }) : t('chat.toNewest')}
    </button>
  );
}
