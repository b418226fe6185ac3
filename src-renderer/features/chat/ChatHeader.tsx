import { CircleUserRound, UsersRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, PersonConversation, RoomConversation } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { PageHeader } from '../../components/PageHeader/PageHeader.tsx';
import { useChatNames } from '../../hooks/useNames.ts';
import { useContacts, usePresence, useStores, useTyping, useUi } from '../../stores/context.tsx';
import { TrustBadge } from '../trust/TrustBadge.tsx';
import styles from './ChatPane.module.css';

export function ChatHeader({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const name = useChatNames()(conversation);
  switch (conversation.kind) {
    case 'person':
      return (
        <Header
          name={name}
          beside={<TrustBadge account={conversation.id} name={name} />}
          note={<Presence conversation={conversation} />}
          actions={conversation.isContact && <ToPerson conversation={conversation} />}
        />
      );
    case 'saved':
      return <Header name={name} note={t('chat.savedNote')} />;
    case 'room':
      return <Header name={name} note={<RoomNote conversation={conversation} />} actions={<ToRoom />} />;
  }
}

interface HeaderProps {
  name: string;
  beside?: ReactNode;
  note: ReactNode;
  actions?: ReactNode;
}

function Header({ name, ...rest }: HeaderProps) {
  const { ui } = useStores();
  return <PageHeader title={<bdi>{name}</bdi>} onBack={() => ui.getState().closeChat()} {...rest} />;
}

function ToPerson({ conversation: { id } }: { conversation: PersonConversation }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  return (
    <IconButton
      label={t('chat.info')}
      icon={<CircleUserRound size="1.25rem" />}
      onClick={() => ui.getState().showContact(id)}
    />
  );
}

function ToRoom() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const isShown = useUi((state) => state.roomPanel);
  return (
    <IconButton
      label={t('chat.roomInfo')}
      icon={<UsersRound size="1.25rem" />}
      aria-pressed={isShown}
      onClick={() => ui.getState().setRoomPanel(!isShown)}
    />
  );
}

function RoomNote({ conversation: { id, room } }: { conversation: RoomConversation }) {
  const { t } = useTranslation();
  return <>{t('chat.members', { count: room.members, number: -id })}</>;
}

function Presence({ conversation: { id } }: { conversation: PersonConversation }) {
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
