import { useTranslation } from 'react-i18next';
import type { Room, RoomMember } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { Menu, MenuAction, MenuSeparator } from '../../components/Menu/Menu.tsx';
import type { Names } from '../../hooks/useNames.ts';
import type { Task } from '../../hooks/useTask.ts';
import { isMuted } from '../../model/room.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage, useSession } from '../../stores/context.tsx';
import { isOnline } from '../../stores/session.ts';
import styles from './RoomMembers.module.css';
import { useMemberMenu } from './useMemberMenu.tsx';

interface MemberRowProps {
  room: Room;
  member: RoomMember;
  names: Names;
  now: number;
  tabIndex: 0 | -1;
  /** what a menu starts; the list tells when it fails */
  run: Task['run'];
}

/** One member; a click shows what one can do. */
export function MemberRow({ room, member, names, now, tabIndex, run }: MemberRowProps) {
  const { t } = useTranslation();
  const online = useSession(isOnline);
  const { profile, role } = member;
  const presence = online ? member.presence : undefined;
  const name = names.of(profile.account);
  const isSelf = useSession((state) => state.session?.profile.account === profile.account);
  const { social, ruling } = useMemberMenu({ room, member, name, isSelf, now, run });
  return (
    <Menu
      trigger={
        <button type="button" className={styles.row} tabIndex={tabIndex}>
          <Avatar person={profile} size="small" {...(presence && { presence })} />
          <span className={styles.text}>
            <bdi>{isSelf ? t('room.self', { name }) : name}</bdi>
            <State member={member} now={now} />
          </span>
          {presence && <span className="visually-hidden">{t(`presence.${presence}`)}</span>}
          {role !== 'member' && <span className={styles.tag}>{t(`room.role.${role}`)}</span>}
        </button>
      }
    >
      {social.map((item) => (
        <MenuAction key={item.label} {...item} />
      ))}
      {social.length > 0 && ruling.length > 0 && <MenuSeparator />}
      {ruling.map((item) => (
        <MenuAction key={item.label} {...item} />
      ))}
    </Menu>
  );
}

/** What is out of the ordinary with a member. */
function State({ member, now }: { member: RoomMember; now: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (member.hasOtherKeys) return <small data-alert>{t('room.otherKeys')}</small>;
  if (!isMuted(member, now)) return null;
  return <small>{t('room.mutedUntil', { time: fullTime(member.mutedUntil ?? now, language) })}</small>;
}
