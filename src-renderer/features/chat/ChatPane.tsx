import { IdCard, MessagesSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Conversation, PersonConversation } from '../../../src-main/contract/model.ts';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { useChatNames } from '../../hooks/useNames.ts';
import {
  useChatView,
  useConversations,
  useMessages,
  useRecording,
  useSession,
  useTrust,
  useUi,
} from '../../stores/context.tsx';
import { RoomPanel } from '../rooms/RoomPanel.tsx';
import { VoiceBar } from '../voice/VoiceBar.tsx';
import { Announcement } from './Announcement.tsx';
import { ChatProvider } from './ChatContext.tsx';
import { ChatHeader } from './ChatHeader.tsx';
import styles from './ChatPane.module.css';
import { Editor } from './Editor.tsx';
import { KeysChanged } from './KeysChanged.tsx';
import { MessageList } from './MessageList.tsx';
import { NotFriends } from './NotFriends.tsx';
import { NoticeBar } from './NoticeBar.tsx';
import { PinnedBar } from './PinnedBar.tsx';
import { RoomClosed } from './RoomClosed.tsx';
import { SelectionBar } from './SelectionBar.tsx';

/** The open chat. */
export function ChatPane() {
  const { t } = useTranslation();
  const nameOf = useChatNames();
  const id = useUi((state) => state.chat);
  const conversation = useConversations((state) => (id === undefined ? undefined : state.conversations.get(id)));
  const history = useMessages((state) => (id === undefined ? undefined : state.histories.get(id)));
  const roomPanel = useUi((state) => state.roomPanel);
  if (!conversation || !history) return <NoChat />;
  const isRoomShown = roomPanel && conversation.kind === 'room';
  return (
    <ChatProvider key={conversation.id} conversation={conversation}>
      <div className={styles.panes} data-room={isRoomShown || undefined}>
        <section className={styles.chat} aria-label={t('chat.region', { name: nameOf(conversation) })}>
          <ChatHeader conversation={conversation} />
          {conversation.kind === 'room' && <NoticeBar room={conversation.id} />}
          <PinnedBar />
          <MessageList conversation={conversation} history={history} />
          <Announcement conversation={conversation} />
          <Foot conversation={conversation} />
        </section>
        {isRoomShown && (
          <aside className={styles.room}>
            <RoomPanel room={conversation.id} />
          </aside>
        )}
      </div>
    </ChatProvider>
  );
}

function Foot({ conversation }: { conversation: Conversation }) {
  const isSelecting = useChatView((state) => state.selected !== undefined);
  return isSelecting ? <SelectionBar /> : <Composer conversation={conversation} />;
}

/** Where one writes, or why one cannot. */
function Composer({ conversation }: { conversation: Conversation }) {
  switch (conversation.kind) {
    case 'person':
      return <PersonComposer conversation={conversation} />;
    case 'saved':
      return <Writing conversation={conversation} />;
    case 'room':
      return <RoomClosed conversation={conversation} otherwise={<Writing conversation={conversation} />} />;
  }
}

function PersonComposer({ conversation }: { conversation: PersonConversation }) {
  const trust = useTrust(conversation.id);
  if (!conversation.isContact) return <NotFriends profile={conversation.profile} />;
  return trust === 'changed' ? <KeysChanged conversation={conversation} /> : <Writing conversation={conversation} />;
}

/** The editor, or what stands in its place while a voice message is being recorded. */
function Writing({ conversation }: { conversation: Conversation }) {
  const isRecording = useRecording(({ recording }) => recording?.chat === conversation.id);
  return isRecording ? <VoiceBar chat={conversation.id} /> : <Editor conversation={conversation} />;
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
