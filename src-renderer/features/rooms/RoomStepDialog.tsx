import { useTranslation } from 'react-i18next';
import type { RoomId } from '../../../src-main/contract/model.ts';
import { ConfirmDialog } from '../../components/Dialog/ConfirmDialog.tsx';
import { isolate } from '../../model/names.ts';
import { useConversations, useStores } from '../../stores/context.tsx';
import type { RoomsState } from '../../stores/rooms.ts';
import type { RoomStep } from '../../stores/ui.ts';

const steps: Record<RoomStep, (rooms: RoomsState, room: RoomId) => Promise<void>> = {
  leave: (rooms, room) => rooms.leave(room),
  disband: (rooms, room) => rooms.disband(room),
  'mute-all': (rooms, room) => rooms.muteAll(room, true),
};

/** Asks once more before something is done to a whole room. */
export function RoomStepDialog({ room, step }: { room: RoomId; step: RoomStep }) {
  const { t } = useTranslation();
  const { rooms, ui } = useStores();
  // it may be asked from the list of chats, where the room itself is not loaded
  const name = useConversations((state) => {
    const chat = state.conversations.get(room);
    return chat?.kind === 'room' ? chat.room.name : '';
  });
  return (
    <ConfirmDialog
      title={t(`room.step.${step}.title`, { name: isolate(name) })}
      submit={t(`room.step.${step}.submit`)}
      onClose={ui.getState().closeDialog}
      run={() => steps[step](rooms.getState(), room)}
    >
      <p>{t(`room.step.${step}.text`)}</p>
    </ConfirmDialog>
  );
}
