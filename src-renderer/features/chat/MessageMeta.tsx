import { Pin } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Tooltip } from '../../components/Tooltip/Tooltip.tsx';
import type { MessageRow } from '../../model/history.ts';
import { clockTime } from '../../model/time.ts';
import { useLanguage } from '../../stores/context.tsx';
import styles from './MessageItem.module.css';
import { MessageStateIcon } from './MessageStateIcon.tsx';
import { MessageTimes } from './MessageTimes.tsx';

/** When a message was written and how far it has come; all the times on demand. */
export function MessageMeta({ row: { message, endsGroup } }: { row: MessageRow }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const time = useMemo(() => clockTime(message.sentAt, language), [message.sentAt, language]);
  return (
    <Tooltip text={<MessageTimes message={message} />}>
      <span className={styles.meta} data-quiet={!endsGroup}>
        <time dateTime={new Date(message.sentAt).toISOString()}>{time}</time>
        {message.isPinned && (
          <>
            <Pin className={styles.pin} size="0.75rem" aria-hidden="true" />
            <span className="visually-hidden">{t('chat.isPinned')}</span>
          </>
        )}
        <MessageStateIcon state={message.state} />
      </span>
    </Tooltip>
  );
}
