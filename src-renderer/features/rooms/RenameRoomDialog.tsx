import { useTranslation } from 'react-i18next';
import type { Room } from '../../../src-main/contract/model.ts';
import { FormDialog } from '../../components/Dialog/FormDialog.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';
import { useRoomName } from './useRoomName.ts';

export function RenameRoomDialog({ room: { id, name } }: { room: Room }) {
  const { t } = useTranslation();
  const { rooms, ui } = useStores();
  const next = useRoomName(name);
  const task = useTask();
  const close = ui.getState().closeDialog;

  async function rename(): Promise<void> {
    try {
      if (next.name !== name) await rooms.getState().rename(id, next.name);
    } catch (error) {
      next.refuse(error);
      throw error;
    }
    close();
  }

  function submit(): void {
    if (next.check()) void task.run(rename);
  }

  return (
    <FormDialog
      title={t('room.rename')}
      submit={t('action.save')}
      task={task}
      isToldInPlace={next.isRefused}
      onClose={close}
      onSubmit={submit}
    >
      <Field label={t('room.name')} hint={t('room.nameHint', next.length)} autoFocus {...next.field} />
    </FormDialog>
  );
}
