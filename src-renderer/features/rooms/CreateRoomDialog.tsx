import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountId } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useFocusInvalid } from '../../hooks/useFocusInvalid.ts';
import { useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';
import { PeopleChoice } from '../contacts/PeopleChoice.tsx';
import { firstRules, RoomRulesFields } from './RoomRulesFields.tsx';
import styles from './Rooms.module.css';
import { useRoomName } from './useRoomName.ts';

/** Makes a room with friends in it, and opens it. */
export function CreateRoomDialog({ members }: { members: AccountId[] }) {
  const { t } = useTranslation();
  const stores = useStores();
  const room = useRoomName('');
  const [chosen, setChosen] = useState<ReadonlySet<AccountId>>(new Set(members));
  const [rules, setRules] = useState(firstRules);
  const [attempts, setAttempts] = useState(0);
  const task = useTask();
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, task.failure ?? attempts);
  const close = stores.ui.getState().closeDialog;

  async function create(): Promise<void> {
    try {
      const id = await stores.rooms.getState().create({ name: room.name, members: [...chosen], rules });
      await stores.openChat(id);
    } catch (error) {
      room.refuse(error);
      throw error;
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempts(attempts + 1);
    if (room.check()) void task.run(create);
  }

  return (
    <Dialog title={t('room.create')} onClose={close}>
      <form ref={form} className={styles.form} onSubmit={submit} noValidate>
        <Field label={t('room.name')} hint={t('room.nameHint', room.length)} autoFocus {...room.field} />
        <PeopleChoice chosen={chosen} onChange={setChosen} />
        <details className={styles.more}>
          <summary>{t('room.rules')}</summary>
          <div className={styles.form}>
            <RoomRulesFields rules={rules} onChange={setRules} />
          </div>
        </details>
        {!room.isRefused && <FailureBanner failure={task.failure} />}
        <DialogActions>
          <Button onClick={close}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={task.busy}>
            {task.busy ? t('room.creating') : t('room.create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
