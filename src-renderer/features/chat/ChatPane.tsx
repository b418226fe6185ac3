import { IdCard, MessagesSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { nameOf } from '../../model/names.ts';
import { useConversations, useMessages, useSession, useTrust, useUi } from '../../stores/context.tsx';
import { Announcement } from './Announcement.tsx';
import { ChatHeader } from './ChatHeader.tsx';
import styles from './ChatPane.module.css';
import { Editor } from './Editor.tsx';
import { KeysChanged } from './KeysChanged.tsx';
import { MessageList } from './MessageList.tsx';
import { NotFriends } from './NotFriends.tsx';

/** The open chat. */
export function ChatPane() {
  const { t } = useTranslation();
  const id = useUi((state) => state.chat);
  const conversation = useConversations((state) => (id === undefined ? undefined : state.conversations.get(id)));
  const history = useMessages((state) => (id === undefined ? undefined : state.histories.get(id)));
  if (!conversation || !history) return <NoChat />;
  return (
    <section
      key={conversation.id}
      className={styles.chat}
      aria-label={t('chat.region', { name: nameOf(conversation.profile) })}
    >
      <ChatHeader conversation={conversation} />
      <MessageList conversation={conversation} history={history} />
      <Announcement conversation={conversation} />
      <Composer conversation={conversation} />
    </section>
  );
}

/** Where one writes, or why one cannot. */
function Composer({ conversation }: { conversation: Conversation }) {
  const trust = useTrust(conversation.id);
  if (!conversation.isContact) return <NotFriends profile={conversation.profile} />;
  return trust === 'changed' ? <KeysChanged conversation={conversation} /> : <Editor conversation={conversation} />;
}

function NoChat() {
  const { t } = useTranslation();
  const hasChats = useConversations((state) => state.conversations.size > 0);
  const account = useSession((state) => state.session?.profile.account);
  return hasChats ? (
    <EmptyState icon={MessagesSquare} title={t('chats.noneChosen')} text={t('chats.noneChosenText')} />
  ) : (
    <EmptyState icon={IdCard} title={t('chats.welcome', { account })} text={t('chats.welcomeText')} />
  );
}
