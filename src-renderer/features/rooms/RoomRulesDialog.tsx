import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room } from '../../../src-main/contract/model.ts';
import { FormDialog } from '../../components/Dialog/FormDialog.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';
import { RoomRulesFields } from './RoomRulesFields.tsx';

export function RoomRulesDialog({ room }: { room: Room }) {
  const { t } = useTranslation();
  const { rooms, ui } = useStores();
  const [rules, setRules] = useState(room.rules);
  const task = useTask();
  const close = ui.getState().closeDialog;

  const save = () =>
    task.run(async () => {
      await rooms.getState().setRules(room.id, { ...rules, question: rules.question.trim() });
      close();
    });

  return (
    <FormDialog
      title={t('room.rules')}
      submit={t('action.save')}
      task={task}
      onClose={close}
      onSubmit={() => void save()}
    >
      <RoomRulesFields rules={rules} onChange={setRules} />
    </FormDialog>
  );
}
