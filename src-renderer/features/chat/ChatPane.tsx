import { MessagesSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { nameOf } from '../../model/names.ts';
import { useConversations, useMessages, useUi } from '../../stores/context.tsx';
import { Announcement } from './Announcement.tsx';
import { ChatHeader } from './ChatHeader.tsx';
import styles from './ChatPane.module.css';
import { Editor } from './Editor.tsx';
import { MessageList } from './MessageList.tsx';
import { NotFriends } from './NotFriends.tsx';

/** The open chat. */
export function ChatPane() {
  const { t } = useTranslation();
  const id = useUi((state) => state.chat);
  const conversation = useConversations((state) => (id === undefined ? undefined : state.conversations.get(id)));
  const history = useMessages((state) => (id === undefined ? undefined : state.histories.get(id)));
  if (!conversation || !history) {
    return <EmptyState icon={MessagesSquare} title={t('chats.noneChosen')} text={t('chats.noneChosenText')} />;
  }
  return (
    <section className={styles.chat} aria-label={t('chat.region', { name: nameOf(conversation.profile) })}>
      <ChatHeader conversation={conversation} />
      <MessageList key={conversation.id} conversation={conversation} history={history} />
      <Announcement conversation={conversation} />
      {conversation.isContact ? (
        <Editor key={conversation.id} conversation={conversation} />
      ) : (
        <NotFriends profile={conversation.profile} />
      )}
    </section>
  );
}
