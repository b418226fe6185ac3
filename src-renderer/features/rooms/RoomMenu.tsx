import {
  Hash,
  Image,
  LogOut,
  Megaphone,
  MicOff,
  PenLine,
  Settings,
  SlidersHorizontal,
  Trash2,
  UserRoundPen,
  UserRoundPlus,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Room } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { Menu, MenuAction, type MenuItem, MenuSeparator } from '../../components/Menu/Menu.tsx';
import { copyToClipboard } from '../../model/clipboard.ts';
import { roomNumber, roomRights } from '../../model/room.ts';
import { useStores } from '../../stores/context.tsx';
import type { RoomChange, RoomStep } from '../../stores/ui.ts';

const iconProps = { size: '1rem', 'aria-hidden': true } as const;

/** What the person here may change of the room. */
export function RoomMenu({ room }: { room: Room }) {
  const { t } = useTranslation();
  const stores = useStores();
  const { openDialog } = stores.ui.getState();
  const { id } = room;
  const { invite, manage, setCard, leave, disband } = roomRights(room);
  const change = (what: RoomChange) => () => openDialog({ kind: 'room', room: id, what });
  const step = (which: RoomStep) => () => openDialog({ kind: 'room-step', room: id, step: which });
  const unmuteAll = () => stores.inBackground(stores.rooms.getState().muteAll(id, false));
  const copyNumber = () => stores.inBackground(copyToClipboard(String(roomNumber(id))));

  const items: [boolean, MenuItem][] = [
    [true, { label: t('room.copyNumber'), icon: <Hash {...iconProps} />, run: copyNumber }],
    [invite, { label: t('room.addMembers'), icon: <UserRoundPlus {...iconProps} />, run: change('add-members') }],
    [setCard, { label: t('room.card'), icon: <UserRoundPen {...iconProps} />, run: change('card') }],
    [manage, { label: t('room.setNotice'), icon: <Megaphone {...iconProps} />, run: change('notice') }],
    [manage, { label: t('room.rename'), icon: <PenLine {...iconProps} />, run: change('rename') }],
    [manage, { label: t('room.picture'), icon: <Image {...iconProps} />, run: change('picture') }],
    [manage, { label: t('room.rules'), icon: <SlidersHorizontal {...iconProps} />, run: change('rules') }],
    [
      manage,
      room.isMutedForAll
        ? { label: t('room.unmuteAll'), icon: <MicOff {...iconProps} />, run: unmuteAll }
        : { label: t('room.muteAll'), icon: <MicOff {...iconProps} />, run: step('mute-all') },
    ],
  ];
  const ends: [boolean, MenuItem][] = [
    [leave, { label: t('room.step.leave.submit'), icon: <LogOut {...iconProps} />, danger: true, run: step('leave') }],
    [
      disband,
      { label: t('room.step.disband.submit'), icon: <Trash2 {...iconProps} />, danger: true, run: step('disband') },
    ],
  ];
  return (
    <Menu trigger={<IconButton label={t('room.menu')} icon={<Settings size="1.125rem" />} />}>
      <Actions items={items} />
      {ends.some(([may]) => may) && <MenuSeparator />}
      <Actions items={ends} />
    </Menu>
  );
}

function Actions({ items }: { items: [boolean, MenuItem][] }) {
  return items.filter(([may]) => may).map(([, item]) => <MenuAction key={item.label} {...item} />);
}
