import { Bookmark, LockKeyhole, MessageSquareDashed, UsersRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, PersonConversation } from '../../../src-main/contract/model.ts';
import { Button } from '../../components/Button/Button.tsx';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { useChatNames } from '../../hooks/useNames.ts';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';
import { BeforeJoining, Elsewhere, useBeginsHereSince } from './Beginning.tsx';
import styles from './MessageList.module.css';

/** In place of the list while there is nothing in it. */
export function NoMessages({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  switch (conversation.kind) {
    case 'person':
      return <NoMessagesWith conversation={conversation} />;
    case 'saved':
      return (
        <div className={styles.empty}>
          <EmptyState icon={Bookmark} title={t('chat.savedEmpty')} text={t('chat.savedEmptyText')}>
            <Encrypted>{t('chat.savedEncrypted')}</Encrypted>
          </EmptyState>
        </div>
      );
    case 'room':
      return (
        <div className={styles.empty}>
          <BeforeJoining />
          <EmptyState icon={UsersRound} title={t('chat.empty')} text={t('chat.emptyText')}>
            <Encrypted>{t('chat.roomEncrypted')}</Encrypted>
          </EmptyState>
        </div>
      );
  }
}

function NoMessagesWith({ conversation }: { conversation: PersonConversation }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const { id, isContact } = conversation;
  const name = useChatNames()(conversation);
  const since = useBeginsHereSince(conversation);
  return (
    <div className={styles.empty}>
      {since !== undefined && <Elsewhere since={since} />}
      <EmptyState icon={MessageSquareDashed} title={t('chat.empty')} text={t('chat.emptyText')}>
        <Encrypted>{t('chat.encrypted', { name: isolate(name) })}</Encrypted>
        {isContact && (
          <Button look="quiet" onClick={() => ui.getState().openDialog({ kind: 'safety', account: id, name })}>
            {t('trust.open')}
          </Button>
        )}
      </EmptyState>
    </div>
  );
}

function Encrypted({ children }: { children: ReactNode }) {
  return (
    <p className={styles.encrypted}>
      <LockKeyhole size="0.875rem" aria-hidden="true" />
      <span>{children}</span>
    </p>
  );
}
