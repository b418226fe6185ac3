import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room } from '../../../src-main/contract/model.ts';
import { FormDialog } from '../../components/Dialog/FormDialog.tsx';
import { TextArea } from '../../components/Field/TextArea.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';

const NOTICE_MAX = 2000;

/** Puts a text above a room, for everybody to confirm. */
export function SetNoticeDialog({ room: { id, notice } }: { room: Room }) {
  const { t } = useTranslation();
  const { rooms, ui } = useStores();
  const [typed, setTyped] = useState(notice?.text ?? '');
  const task = useTask();
  const close = ui.getState().closeDialog;

  const publish = () =>
    task.run(async () => {
      await rooms.getState().setNotice(id, typed.trim());
      close();
    });

  return (
    <FormDialog
      title={t('room.setNotice')}
      submit={t('room.publish')}
      disabled={typed.trim() === ''}
      task={task}
      onClose={close}
      onSubmit={() => void publish()}
    >
      <TextArea
        label={t('room.noticeLabel')}
        hint={t('room.noticeHint')}
        autoFocus
        rows={6}
        maxLength={NOTICE_MAX}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </FormDialog>
  );
}
