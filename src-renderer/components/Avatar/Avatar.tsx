import type { Presence, Profile } from '../../../src-main/contract/model.ts';
import { avatarHue, initials } from '../../model/names.ts';
import styles from './Avatar.module.css';

interface AvatarProps {
  person: Pick<Profile, 'account' | 'name' | 'displayName'>;
  size?: 'small' | 'medium' | 'large';
  presence?: Presence;
}

/** A person's picture: the initials on the account's colour. Decoration: the name always stands beside it. */
export function Avatar({ person, size = 'medium', presence }: AvatarProps) {
  return (
    <span className={styles.avatar} data-size={size} data-hue={avatarHue(person.account)} aria-hidden="true">
      {initials(person.displayName || person.name)}
      {presence && <span className={styles.presence} data-presence={presence} />}
    </span>
  );
}
