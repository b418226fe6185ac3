import { EyeOff, MonitorSmartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Message } from '../../../src-main/contract/model.ts';
import { beginsHereSince, beginsWithRoom } from '../../model/history.ts';
import { fullDay } from '../../model/time.ts';
import { useContacts, useLanguage, useSession } from '../../stores/context.tsx';
import styles from './MessageList.module.css';

interface BeginningProps {
  conversation: Conversation;
  /** the oldest line here */
  first: Message | undefined;
}

/** Above the oldest message: that it is the first, or why those before it are not here. */
export function Beginning({ conversation, first }: BeginningProps) {
  const { t } = useTranslation();
  const since = useBeginsHereSince(conversation);
  if (conversation.kind === 'room' && !beginsWithRoom(first)) return <BeforeJoining />;
  return since === undefined ? <p className={styles.beginning}>{t('chat.beginning')}</p> : <Elsewhere since={since} />;
}

/** Since when the chat is on this device, when it is older; undefined when all of it is here. */
export function useBeginsHereSince(conversation: Conversation): number | undefined {
  const session = useSession((state) => state.session);
  const contact = useContacts((state) =>
    conversation.kind === 'person' ? state.contacts.get(conversation.id) : undefined,
  );
  return beginsHereSince(session, contact);
}

export function BeforeJoining() {
  const { t } = useTranslation();
  return (
    <p className={styles.beginning}>
      <EyeOff size="1rem" aria-hidden="true" />
      {t('chat.beforeJoining')}
    </p>
  );
}

export function Elsewhere({ since }: { since: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <p className={styles.beginning}>
      <MonitorSmartphone size="1rem" aria-hidden="true" />
      {t('chat.elsewhere', { day: fullDay(since, language) })}
    </p>
  );
}
