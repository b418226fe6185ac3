import { useTranslation } from 'react-i18next';
import type { AccountId, RoomId } from '../../../src-main/contract/model.ts';
import { ConfirmDialog } from '../../components/Dialog/ConfirmDialog.tsx';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';
import type { RoomsState } from '../../stores/rooms.ts';
import type { MemberStep } from '../../stores/ui.ts';

const steps: Record<MemberStep, (rooms: RoomsState, room: RoomId, account: AccountId) => Promise<void>> = {
  remove: (rooms, room, account) => rooms.remove(room, account),
  transfer: (rooms, room, account) => rooms.transfer(room, account),
  vouch: (rooms, room, account) => rooms.acceptKeys(room, account),
};

interface MemberStepDialogProps {
  room: RoomId;
  step: MemberStep;
  account: AccountId;
  name: string;
}

/** Asks once more before something is done to a member. */
export function MemberStepDialog({ room, step, account, name }: MemberStepDialogProps) {
  const { t } = useTranslation();
  const { rooms, ui } = useStores();
  return (
    <ConfirmDialog
      title={t(`room.member.${step}.title`, { name: isolate(name) })}
      submit={t(`room.member.${step}.submit`)}
      onClose={ui.getState().closeDialog}
      run={() => steps[step](rooms.getState(), room, account)}
    >
      <p>{t(`room.member.${step}.text`, { name: isolate(name) })}</p>
    </ConfirmDialog>
  );
}
