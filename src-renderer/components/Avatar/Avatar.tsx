import type { ConversationId, Presence } from '../../../src-main/contract/model.ts';
import { avatarHue, initials } from '../../model/names.ts';
import { usePicture } from '../../stores/context.tsx';
import styles from './Avatar.module.css';

type Size = 'tiny' | 'small' | 'medium' | 'large';

interface FaceProps {
  id: ConversationId;
  name: string;
  avatar: string | undefined;
  size: Size;
  presence?: Presence | undefined;
}

/** The picture, or the initials on the number's colour. Decoration: the name always stands beside it. */
function Face({ id, name, avatar, size, presence }: FaceProps) {
  const picture = usePicture(id, avatar);
  return (
    <span
      className={styles.avatar}
      data-size={size}
      data-hue={picture ? undefined : avatarHue(id)}
      data-room={id < 0 || undefined}
      aria-hidden="true"
    >
      {picture ? <img src={picture} alt="" draggable={false} /> : initials(name)}
      {presence && <span className={styles.presence} data-presence={presence} />}
    </span>
  );
}

interface AvatarProps {
  person: { account: ConversationId; name: string; displayName: string; avatar?: string | undefined };
  size?: Size;
  presence?: Presence;
}

export function Avatar({ person, size = 'medium', presence }: AvatarProps) {
  const name = person.displayName || person.name;
  return <Face id={person.account} name={name} avatar={person.avatar} size={size} presence={presence} />;
}

interface RoomAvatarProps {
  room: { id: ConversationId; name: string; avatar?: string | undefined };
  size?: Size;
}

export function RoomAvatar({ room: { id, name, avatar }, size = 'medium' }: RoomAvatarProps) {
  return <Face id={id} name={name} avatar={avatar} size={size} />;
}
