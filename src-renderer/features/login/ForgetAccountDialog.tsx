import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RememberedAccount } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { Checkbox } from '../../components/Field/Checkbox.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';

export function ForgetAccountDialog({ account }: { account: RememberedAccount }) {
  const { t } = useTranslation();
  const { session, ui } = useStores();
  const [withHistory, setWithHistory] = useState(false);
  const task = useTask();
  const close = ui.getState().closeDialog;

  const forget = () =>
    task.run(async () => {
      await session.getState().forget(account, withHistory);
      close();
    });

  return (
    <Dialog title={t('login.forgetTitle', { name: isolate(account.displayName || account.name) })} onClose={close}>
      <p>{t('login.forgetText')}</p>
      <Checkbox label={t('login.forgetHistory')} checked={withHistory} onChange={setWithHistory} />
      <FailureBanner failure={task.failure} />
      <DialogActions>
        <Button onClick={close}>{t('action.cancel')}</Button>
        <Button look="danger" busy={task.busy} onClick={forget}>
          {t('login.forgetSubmit')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
