import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConversationId, MessageId } from '../../../src-main/contract/model.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './MessageList.module.css';

export function ToNewest({ unread, onClick }: { unread: number; onClick(): void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className={styles.toNewest} onClick={onClick}>
      <ArrowDown size="1rem" aria-hidden="true" />
      {unread > 0 ? t('chat.toNewestUnread', { count: unread }) : t('chat.toNewest')}
    </button>
  );
}

/** Back to where the unread began, once it is above what is seen. */
export function ToUnread({ chat, first }: { chat: ConversationId; first: MessageId }) {
  const { t } = useTranslation();
  const stores = useStores();
  return (
    <button
      type="button"
      className={styles.toUnread}
      onClick={() => stores.inBackground(stores.goToMessage(chat, first))}
    >
      <ArrowUp size="1rem" aria-hidden="true" />
      {t('chat.toUnread')}
    </button>
  );
}
