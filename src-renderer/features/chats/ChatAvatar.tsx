import { Bookmark } from 'lucide-react';
import type { Presence, Profile, RoomConversation } from '../../../src-main/contract/model.ts';
import { Avatar, RoomAvatar } from '../../components/Avatar/Avatar.tsx';
import styles from './ChatAvatar.module.css';

/** What a chat's picture is made of. */
export type Face =
  | { kind: 'person' | 'saved'; profile: Profile }
  | ({ kind: 'room' } & Pick<RoomConversation, 'id' | 'room'>);

interface ChatAvatarProps {
  chat: Face;
  size?: 'small' | 'medium';
  presence?: Presence | undefined;
}

/** The picture of a chat: the person's, the room's, a bookmark for what one keeps for oneself. */
export function ChatAvatar({ chat, size = 'medium', presence }: ChatAvatarProps) {
  switch (chat.kind) {
    case 'person':
      return <Avatar person={chat.profile} size={size} {...(presence && { presence })} />;
    case 'saved':
      return (
        <span className={styles.saved} data-size={size} aria-hidden="true">
          <Bookmark size="1.25rem" />
        </span>
      );
    case 'room':
      return <RoomAvatar room={{ ...chat.room, id: chat.id }} size={size} />;
  }
}
