import { Copy, RotateCw, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message, Profile } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { ContextMenu, type MenuItem } from '../../components/Menu/Menu.tsx';
import { useNow } from '../../hooks/useNow.ts';
import type { MessageRow } from '../../model/history.ts';
import { isSystem } from '../../model/lines.ts';
import { nameOf } from '../../model/names.ts';
import { clockTime, dayName, fullTime } from '../../model/time.ts';
import { useLanguage, useSession, useStores } from '../../stores/context.tsx';
import styles from './MessageItem.module.css';
import { MessageStateIcon } from './MessageStateIcon.tsx';
import { SystemLine } from './SystemLine.tsx';

interface MessageItemProps {
  row: MessageRow;
  /** the other person */
  profile: Profile;
  tabIndex: 0 | -1;
  onFocus(): void;
}

/** A message with what stands above it: the day, the beginning of the unread. */
export const MessageItem = memo(function MessageItem({ row, profile, tabIndex, onFocus }: MessageItemProps) {
  const { t } = useTranslation();
  const { message, startsDay, startsUnread } = row;
  return (
    <>
      {startsDay && <DaySeparator time={message.sentAt} />}
      {startsUnread && (
        <p className={styles.unread}>
          <span>{t('chat.unread')}</span>
        </p>
      )}
      {isSystem(message) ? (
        <SystemLine message={message} profile={profile} tabIndex={tabIndex} onFocus={onFocus} />
      ) : (
        <TextMessage row={row} profile={profile} tabIndex={tabIndex} onFocus={onFocus} />
      )}
    </>
  );
});

function TextMessage({ row, profile, tabIndex, onFocus }: MessageItemProps) {
  const { message, startsGroup } = row;
  const me = useSession((state) => state.session?.profile);
  const sender = message.own ? (me ?? profile) : profile;
  return (
    <div className={styles.message} data-own={message.own} data-starts={startsGroup}>
      <span className={styles.avatar}>{startsGroup && <Avatar person={sender} size="small" />}</span>
      <div className={styles.body}>
        <div className={styles.line}>
          <Bubble message={message} sender={sender} tabIndex={tabIndex} onFocus={onFocus} />
          <Meta row={row} />
        </div>
        {message.state === 'failed' && <Problem message={message} />}
      </div>
    </div>
  );
}

function DaySeparator({ time }: { time: number }) {
  const language = useLanguage();
  const now = useNow(60_000);
  return (
    <h2 className={styles.day}>
      <span>{dayName(time, now, language)}</span>
    </h2>
  );
}

interface BubbleProps {
  message: Message;
  sender: Profile;
  tabIndex: 0 | -1;
  onFocus(): void;
}

function Bubble({ message, sender, tabIndex, onFocus }: BubbleProps) {
  const { t } = useTranslation();
  const items = useMessageMenu(message);
  return (
    <ContextMenu items={items}>
      <article className={styles.bubble} tabIndex={tabIndex} data-message={message.id} onFocus={onFocus}>
        <span className="visually-hidden">{message.own ? t('chat.mine') : nameOf(sender)}</span>
        <p className={styles.text} dir="auto">
          {message.text}
        </p>
      </article>
    </ContextMenu>
  );
}

function Meta({ row: { message, endsGroup } }: { row: MessageRow }) {
  const language = useLanguage();
  return (
    <span className={styles.meta} data-quiet={!endsGroup}>
      <time dateTime={new Date(message.sentAt).toISOString()} title={fullTime(message.sentAt, language)}>
        {clockTime(message.sentAt, language)}
      </time>
      <MessageStateIcon state={message.state} />
    </span>
  );
}

/** Why a message was not sent, and what can be done. */
function Problem({ message: { id, problem } }: { message: Message }) {
  const { t } = useTranslation();
  const stores = useStores();
  const messages = stores.messages.getState();
  return (
    <p className={styles.problem} role="alert">
      <span>{problem ? t(`sendProblem.${problem}`) : t('messageState.failed')}</span>
      <Button look="quiet" onClick={() => stores.inBackground(messages.retry(id))}>
        {t('chat.retry')}
      </Button>
      <Button look="quiet" onClick={() => stores.inBackground(messages.discard(id))}>
        {t('chat.discard')}
      </Button>
    </p>
  );
}

function useMessageMenu({ id, text, state }: Message): MenuItem[] {
  const { t } = useTranslation();
  const stores = useStores();
  const messages = stores.messages.getState();
  const copy: MenuItem = {
    label: t('action.copy'),
    icon: <Copy size="1rem" aria-hidden="true" />,
    run: () => void navigator.clipboard.writeText(text),
  };
  const failed: MenuItem[] = [
    {
      label: t('chat.retry'),
      icon: <RotateCw size="1rem" aria-hidden="true" />,
      run: () => stores.inBackground(messages.retry(id)),
    },
    {
      label: t('chat.discard'),
      icon: <Trash2 size="1rem" aria-hidden="true" />,
      danger: true,
      run: () => stores.inBackground(messages.discard(id)),
    },
  ];
  return state === 'failed' ? [copy, ...failed] : [copy];
}
