import {
  CircleUserRound,
  Crown,
  MessageCircle,
  Mic,
  MicOff,
  ShieldCheck,
  UserMinus,
  UserRoundCog,
  UserRoundPen,
  UserRoundPlus,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Room, RoomMember } from '../../../src-main/contract/model.ts';
import type { MenuItem } from '../../components/Menu/Menu.tsx';
import type { Task } from '../../hooks/useTask.ts';
import { type MemberAction, MUTE_HOURS, memberActions, muteMs, roomRights } from '../../model/room.ts';
import { useContacts, useStores } from '../../stores/context.tsx';
import type { MemberStep } from '../../stores/ui.ts';

interface Subject {
  room: Room;
  member: RoomMember;
  /** what they are called here */
  name: string;
  isSelf: boolean;
  now: number;
  run: Task['run'];
}

const iconProps = { size: '1rem', 'aria-hidden': true } as const;

/** What one can do with a member: among people, and as somebody who decides here. */
export function useMemberMenu(subject: Subject): { social: MenuItem[]; ruling: MenuItem[] } {
  const social = useSocialItems(subject);
  const ruling = useRulingItems(subject);
  return { social, ruling };
}

function useSocialItems({ room, member: { profile }, isSelf }: Subject): MenuItem[] {
  const { t } = useTranslation();
  const stores = useStores();
  const { openDialog, showContact } = stores.ui.getState();
  const { account } = profile;
  const isFriend = useContacts((state) => state.contacts.has(account));
  if (isSelf) {
    const card: MenuItem = {
      label: t('room.card'),
      icon: <UserRoundPen {...iconProps} />,
      run: () => openDialog({ kind: 'room', room: room.id, what: 'card' }),
    };
    return roomRights(room).setCard ? [card] : [];
  }
  if (!isFriend) {
    return [
      {
        label: t('chats.add'),
        icon: <UserRoundPlus {...iconProps} />,
        run: () => openDialog({ kind: 'add-friend', query: profile.name }),
      },
    ];
  }
  return [
    {
      label: t('contacts.message'),
      icon: <MessageCircle {...iconProps} />,
      run: () => stores.inBackground(stores.openChat(account)),
    },
    { label: t('chats.openContact'), icon: <CircleUserRound {...iconProps} />, run: () => showContact(account) },
  ];
}

function useRulingItems({ room, member, name, isSelf, now, run }: Subject): MenuItem[] {
  const { t } = useTranslation();
  const { rooms, ui } = useStores();
  const { id } = room;
  const { account } = member.profile;
  const ask = (step: MemberStep) => () =>
    ui.getState().openDialog({ kind: 'member-step', room: id, step, account, name });
  const setRole = (role: 'admin' | 'member') => () => void run(() => rooms.getState().setRole(id, account, role));
  const mute = (ms: number) => () => void run(() => rooms.getState().mute(id, account, ms));

  const items: Record<MemberAction, MenuItem[]> = {
    vouch: [{ label: t('room.member.vouch.submit'), icon: <ShieldCheck {...iconProps} />, run: ask('vouch') }],
    promote: [{ label: t('room.promote'), icon: <UserRoundCog {...iconProps} />, run: setRole('admin') }],
    demote: [{ label: t('room.demote'), icon: <UserRoundCog {...iconProps} />, run: setRole('member') }],
    transfer: [{ label: t('room.member.transfer.submit'), icon: <Crown {...iconProps} />, run: ask('transfer') }],
    unmute: [{ label: t('room.unmute'), icon: <Mic {...iconProps} />, run: mute(0) }],
    mute: MUTE_HOURS.map((hours) => ({
      label: t(`room.muteFor.${hours}`),
      icon: <MicOff {...iconProps} />,
      run: mute(muteMs(hours)),
    })),
    remove: [
      { label: t('room.member.remove.submit'), icon: <UserMinus {...iconProps} />, danger: true, run: ask('remove') },
    ],
  };
  const mayRule = !isSelf && !room.isDisbanded && !room.isForked;
  return mayRule ? memberActions(room.role, member, now).flatMap((action) => items[action]) : [];
}
