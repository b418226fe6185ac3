import { useTranslation } from 'react-i18next';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';

export function LogoutDialog() {
  const { t } = useTranslation();
  const stores = useStores();
  const task = useTask();
  const close = stores.ui.getState().closeDialog;
  const leave = () => task.run(() => stores.leave('logout'));
  return (
    <Dialog title={t('settings.logoutTitle')} onClose={close}>
      <p>{t('settings.logoutText')}</p>
      <FailureBanner failure={task.failure} />
      <DialogActions>
        <Button onClick={close}>{t('action.cancel')}</Button>
        <Button look="primary" busy={task.busy} onClick={leave}>
          {t('settings.logout')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
