import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountId } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { Checkbox } from '../../components/Field/Checkbox.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';

export function RemoveFriendDialog({ account, name }: { account: AccountId; name: string }) {
  const { t } = useTranslation();
  const { contacts, ui } = useStores();
  const [clearHistory, setClearHistory] = useState(false);
  const task = useTask();
  const close = ui.getState().closeDialog;

  const remove = () =>
    task.run(async () => {
      await contacts.getState().remove(account, clearHistory);
      close();
    });

  return (
    <Dialog title={t('contacts.removeTitle', { name: isolate(name) })} onClose={close}>
      <p>{t('contacts.removeText')}</p>
      <Checkbox label={t('contacts.removeHistory')} checked={clearHistory} onChange={setClearHistory} />
      <FailureBanner failure={task.failure} />
      <DialogActions>
        <Button onClick={close}>{t('action.cancel')}</Button>
        <Button look="danger" busy={task.busy} onClick={remove}>
          {task.busy ? t('contacts.removing') : t('contacts.remove')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
