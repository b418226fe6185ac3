import { useTranslation } from 'react-i18next';
import type { Device } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';

export function RemoveDeviceDialog({ device }: { device: Device }) {
  const { t } = useTranslation();
  const { security, ui } = useStores();
  const task = useTask();
  const close = ui.getState().closeDialog;

  const remove = () =>
    task.run(async () => {
      await security.getState().removeDevice(device.id);
      close();
    });

  return (
    <Dialog title={t('devices.removeTitle', { name: isolate(device.name) })} onClose={close}>
      <p>{t('devices.removeText')}</p>
      <p>{t('devices.removeAdvice')}</p>
      <FailureBanner failure={task.failure} />
      <DialogActions>
        <Button onClick={close}>{t('action.cancel')}</Button>
        <Button look="danger" busy={task.busy} onClick={remove}>
          {task.busy ? t('devices.removing') : t('devices.remove')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
