import {
  CheckCheck,
  CircleUserRound,
  Eraser,
  LogOut,
  MessageCircle,
  Pin,
  PinOff,
  UserMinus,
  UsersRound,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Conversation, PersonConversation, RoomConversation } from '../../../src-main/contract/model.ts';
import type { MenuItem } from '../../components/Menu/Menu.tsx';
import { useChatNames } from '../../hooks/useNames.ts';
import { useStores } from '../../stores/context.tsx';

/** What can be done with a chat of the list. */
export function useChatMenu(conversation: Conversation): MenuItem[] {
  const { t } = useTranslation();
  const stores = useStores();
  const name = useChatNames()(conversation);
  const person = usePersonItems();
  const room = useRoomItems();
  const { id, unread, isPinned } = conversation;
  const chats = stores.conversations.getState();

  const open: MenuItem = {
    label: t('chats.openChat'),
    icon: <MessageCircle size="1rem" aria-hidden="true" />,
    run: () => stores.inBackground(stores.openChat(id)),
  };
  const pin: MenuItem = {
    label: isPinned ? t('chats.unpin') : t('chats.pin'),
    icon: isPinned ? <PinOff size="1rem" aria-hidden="true" /> : <Pin size="1rem" aria-hidden="true" />,
    run: () => stores.inBackground(chats.setPinned(id, !isPinned)),
  };
  const read: MenuItem = {
    label: t('chats.markRead'),
    icon: <CheckCheck size="1rem" aria-hidden="true" />,
    run: () => stores.inBackground(chats.markAllRead(id)),
  };
  const clear: MenuItem = {
    label: t('chats.clear'),
    icon: <Eraser size="1rem" aria-hidden="true" />,
    danger: true,
    run: () => stores.ui.getState().openDialog({ kind: 'clear-chat', chat: id, name }),
  };
  const usual = [open, pin, ...(unread > 0 ? [read] : [])];
  switch (conversation.kind) {
    case 'person':
      return [...usual, ...person.info(conversation), clear, ...person.remove(conversation, name)];
    case 'saved':
      return [...usual, clear];
    case 'room':
      return [...usual, ...room.info(conversation), clear, ...room.leave(conversation)];
  }
}

function usePersonItems() {
  const { t } = useTranslation();
  const { ui } = useStores();
  return {
    info: ({ id, isContact }: PersonConversation): MenuItem[] =>
      isContact
        ? [
            {
              label: t('chats.openContact'),
              icon: <CircleUserRound size="1rem" aria-hidden="true" />,
              run: () => ui.getState().showContact(id),
            },
          ]
        : [],
    remove: ({ id, isContact }: PersonConversation, name: string): MenuItem[] =>
      isContact
        ? [
            {
              label: t('contacts.remove'),
              icon: <UserMinus size="1rem" aria-hidden="true" />,
              danger: true,
              run: () => ui.getState().openDialog({ kind: 'remove-friend', account: id, name }),
            },
          ]
        : [],
  };
}

function useRoomItems() {
  const { t } = useTranslation();
  const stores = useStores();

  async function showRoom({ id }: RoomConversation): Promise<void> {
    await stores.openChat(id);
    stores.ui.getState().setRoomPanel(true);
  }

  return {
    info: (conversation: RoomConversation): MenuItem[] => [
      {
        label: t('chat.roomInfo'),
        icon: <UsersRound size="1rem" aria-hidden="true" />,
        run: () => stores.inBackground(showRoom(conversation)),
      },
    ],
    /** Whoever owns a room hands it over or disbands it first. */
    leave: ({ id, room }: RoomConversation): MenuItem[] =>
      room.role === 'admin' || room.role === 'member'
        ? [
            {
              label: t('chats.leaveRoom'),
              icon: <LogOut size="1rem" aria-hidden="true" />,
              danger: true,
              run: () => stores.ui.getState().openDialog({ kind: 'room-step', room: id, step: 'leave' }),
            },
          ]
        : [],
  };
}
