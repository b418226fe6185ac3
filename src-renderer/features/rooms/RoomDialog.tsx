import type { Room, RoomId } from '../../../src-main/contract/model.ts';
import { useRooms } from '../../stores/context.tsx';
import type { RoomChange } from '../../stores/ui.ts';
import { AddMembersDialog } from './AddMembersDialog.tsx';
import { CardDialog } from './CardDialog.tsx';
import { RenameRoomDialog } from './RenameRoomDialog.tsx';
import { RoomPictureDialog } from './RoomPictureDialog.tsx';
import { RoomRulesDialog } from './RoomRulesDialog.tsx';
import { SetNoticeDialog } from './SetNoticeDialog.tsx';

/** Changes something of a room. */
export function RoomDialog({ room: id, what }: { room: RoomId; what: RoomChange }) {
  const room = useRooms((state) => state.rooms.get(id));
  return room ? <Change room={room} what={what} /> : null;
}

function Change({ room, what }: { room: Room; what: RoomChange }) {
  switch (what) {
    case 'add-members':
      return <AddMembersDialog room={room} />;
    case 'rename':
      return <RenameRoomDialog room={room} />;
    case 'picture':
      return <RoomPictureDialog room={room} />;
    case 'rules':
      return <RoomRulesDialog room={room} />;
    case 'notice':
      return <SetNoticeDialog room={room} />;
    case 'card':
      return <CardDialog room={room} />;
  }
}
