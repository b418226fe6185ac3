import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageId } from '../../../src-main/contract/model.ts';
import { useNow } from '../../hooks/useNow.ts';
import type { MessageRow } from '../../model/history.ts';
import { isSystem, isWritten } from '../../model/lines.ts';
import { dayName } from '../../model/time.ts';
import { useLanguage } from '../../stores/context.tsx';
import styles from './MessageItem.module.css';
import { SystemLine } from './SystemLine.tsx';
import { WrittenItem } from './WrittenItem.tsx';

interface MessageItemProps {
  row: MessageRow;
  tabIndex: 0 | -1;
  /** called when it gets the focus; the same function always, or else every message is drawn anew with every change */
  onVisit(id: MessageId): void;
}

/** A message with what stands above it: the day, the beginning of the unread. */
export const MessageItem = memo(function MessageItem({ row, tabIndex, onVisit }: MessageItemProps) {
  const { t } = useTranslation();
  const { message, startsDay, startsUnread } = row;
  const onFocus = () => onVisit(message.id);
  return (
    <>
      {startsDay && <DaySeparator time={message.sentAt} />}
      {startsUnread && (
        <p className={styles.unread}>
          <span>{t('chat.unread')}</span>
        </p>
      )}
      {isSystem(message) && <SystemLine message={message} tabIndex={tabIndex} onFocus={onFocus} />}
      {isWritten(message) && <WrittenItem row={row} message={message} tabIndex={tabIndex} onFocus={onFocus} />}
    </>
  );
});

function DaySeparator({ time }: { time: number }) {
  const language = useLanguage();
  const now = useNow(60_000);
  return (
    <h2 className={styles.day}>
      <span>{dayName(time, now, language)}</span>
    </h2>
  );
}
