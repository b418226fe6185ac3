import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type AccountId, type Conversation, isRoom, type RoomMember } from '../../../src-main/contract/model.ts';
import { type Names, useNames } from '../../hooks/useNames.ts';
import { useRooms, useSession } from '../../stores/context.tsx';

/** What every message of the open chat needs to know of the chat. */
export interface OpenChat {
  id: Conversation['id'];
  kind: Conversation['kind'];
  me: AccountId | undefined;
  names: Names;
  /** of a room, once it is loaded */
  members: RoomMember[];
  /** owner and admins of the room, both people of other chats */
  canPin: boolean;
  /** whether there is anywhere to write here */
  canWrite: boolean;
}

const ChatContext = createContext<OpenChat | undefined>(undefined);

const nobody: RoomMember[] = [];

export function ChatProvider({ conversation, children }: { conversation: Conversation; children: ReactNode }) {
  const { id, kind } = conversation;
  const me = useSession((state) => state.session?.profile.account);
  const names = useNames(id);
  const members = useRooms((state) => (isRoom(id) ? state.rooms.get(id)?.memberList : undefined)) ?? nobody;
  const role = conversation.kind === 'room' ? conversation.room.role : undefined;
  const canWrite = isOpen(conversation);
  const canPin = canWrite && (kind !== 'room' || role === 'owner' || role === 'admin');
  const chat = useMemo(
    () => ({ id, kind, me, names, members, canPin, canWrite }),
    [id, kind, me, names, members, canPin, canWrite],
  );
  return <ChatContext value={chat}>{children}</ChatContext>;
}

/** Whether one still belongs to a chat: a friend, a member. Who is muted does. */
export function isOpen(conversation: Conversation): boolean {
  switch (conversation.kind) {
    case 'person':
      return conversation.isContact;
    case 'saved':
      return true;
    case 'room':
      return conversation.room.role !== undefined && !conversation.room.isDisbanded;
  }
}

export function useOpenChat(): OpenChat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error('a part of a chat is outside of ChatProvider');
  return chat;
}
