import { CircleUserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { PageHeader } from '../../components/PageHeader/PageHeader.tsx';
import { nameOf } from '../../model/names.ts';
import { useContacts, usePresence, useStores, useTyping } from '../../stores/context.tsx';
import { TrustBadge } from '../trust/TrustBadge.tsx';
import styles from './ChatPane.module.css';

export function ChatHeader({ conversation: { id, profile } }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const isFriend = useContacts((state) => state.contacts.has(id));
  return (
    <PageHeader
      title={<bdi>{nameOf(profile)}</bdi>}
      beside={<TrustBadge account={id} name={nameOf(profile)} />}
      note={<Presence id={id} />}
      onBack={() => ui.getState().closeChat()}
      actions={
        isFriend && (
          <IconButton
            label={t('chat.info')}
            icon={<CircleUserRound size="1.25rem" />}
            onClick={() => ui.getState().showContact(id)}
          />
        )
      }
    />
  );
}

function Presence({ id }: { id: Conversation['id'] }) {
  const { t } = useTranslation();
  const isTyping = useTyping((state) => state.typing.has(id));
  const isFriend = useContacts((state) => state.contacts.has(id));
  const presence = usePresence(id);
  if (!isFriend) return t('presence.notFriend');
  if (!presence) return t('presence.unknown');
  return (
    <>
      <span className={styles.dot} data-presence={presence} aria-hidden="true" />
      {isTyping ? <span className={styles.typing}>{t('presence.typing')}</span> : t(`presence.${presence}`)}
    </>
  );
}
