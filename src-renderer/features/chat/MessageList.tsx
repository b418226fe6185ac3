import { ArrowDown, LockKeyhole, MessageSquareDashed, MonitorSmartphone } from 'lucide-react';
import { type ComponentPropsWithRef, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { Button } from '../../components/Button/Button.tsx';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { Spinner } from '../../components/Spinner/Spinner.tsx';
import { beginsHereSince, messageRows } from '../../model/history.ts';
import { isolate, nameOf } from '../../model/names.ts';
import { fullDay } from '../../model/time.ts';
import { useContacts, useLanguage, useSession, useStores, useUi } from '../../stores/context.tsx';
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
    return <NoMessages conversation={conversation} />;
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
        context={{ history, conversation }}
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

interface Context {
  history: History;
  conversation: Conversation;
}

function Header({ context: { history, conversation } }: { context: Context }) {
  const { t } = useTranslation();
  if (!history.more) return <Beginning conversation={conversation} />;
  return (
    <p className={styles.beginning}>
      <Spinner /> {t('chat.loadingOlder')}
    </p>
  );
}

/** Above the oldest message: that it is the first, or where those before it are. */
function Beginning({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const since = useBeginsHereSince(conversation);
  return since === undefined ? <p className={styles.beginning}>{t('chat.beginning')}</p> : <Elsewhere since={since} />;
}

function useBeginsHereSince({ id }: Conversation): number | undefined {
  const session = useSession((state) => state.session);
  const contact = useContacts((state) => state.contacts.get(id));
  return beginsHereSince(session, contact);
}

function Elsewhere({ since }: { since: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <p className={styles.beginning}>
      <MonitorSmartphone size="1rem" aria-hidden="true" />
      {t('chat.elsewhere', { day: fullDay(since, language) })}
    </p>
  );
}

function NoMessages({ conversation: { id, profile, isContact }, conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const name = nameOf(profile);
  const since = useBeginsHereSince(conversation);
  return (
    <div className={styles.empty}>
      {since !== undefined && <Elsewhere since={since} />}
      <EmptyState icon={MessageSquareDashed} title={t('chat.empty')} text={t('chat.emptyText')}>
        <p className={styles.encrypted}>
          <LockKeyhole size="0.875rem" aria-hidden="true" />
          <span>{t('chat.encrypted', { name: isolate(name) })}</span>
        </p>
        {isContact && (
          <Button look="quiet" onClick={() => ui.getState().openDialog({ kind: 'safety', account: id, name })}>
            {t('trust.open')}
          </Button>
        )}
      </EmptyState>
    </div>
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
