import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountId, Room } from '../../../src-main/contract/model.ts';
import { FormDialog } from '../../components/Dialog/FormDialog.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';
import { PeopleChoice } from '../contacts/PeopleChoice.tsx';
import styles from './Rooms.module.css';

/** Brings friends into a room. */
export function AddMembersDialog({ room: { id, name, memberList } }: { room: Room }) {
  const { t } = useTranslation();
  const { rooms, ui } = useStores();
  const [chosen, setChosen] = useState<ReadonlySet<AccountId>>(new Set());
  const task = useTask();
  const close = ui.getState().closeDialog;

  const add = () =>
    task.run(async () => {
      await rooms.getState().add(id, [...chosen]);
      close();
    });

  return (
    <FormDialog
      title={t('room.addTitle', { name: isolate(name) })}
      submit={t('room.addSubmit')}
      disabled={chosen.size === 0}
      task={task}
      onClose={close}
      onSubmit={() => void add()}
    >
      <PeopleChoice
        chosen={chosen}
        onChange={setChosen}
        without={new Set(memberList.map(({ profile }) => profile.account))}
      />
      <p className={styles.hint}>{t('room.newcomers')}</p>
    </FormDialog>
  );
}
