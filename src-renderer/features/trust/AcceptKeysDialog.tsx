import { useTranslation } from 'react-i18next';
import type { AccountId } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';

/** Before one writes to a person with changed keys without having compared them. */
export function AcceptKeysDialog({ account, name }: { account: AccountId; name: string }) {
  const { t } = useTranslation();
  const { contacts, ui } = useStores();
  const task = useTask();
  const close = ui.getState().closeDialog;

  const accept = () =>
    task.run(async () => {
      await contacts.getState().acceptKeys(account);
      close();
    });

  return (
    <Dialog title={t('trust.acceptTitle')} onClose={close}>
      <Banner look="warning">{t('trust.acceptText', { name: isolate(name) })}</Banner>
      <p>{t('trust.acceptAdvice')}</p>
      <FailureBanner failure={task.failure} />
      <DialogActions>
        <Button look="danger" busy={task.busy} onClick={accept}>
          {t('trust.acceptSubmit')}
        </Button>
        <Button look="primary" onClick={() => ui.getState().openDialog({ kind: 'safety', account, name })}>
          {t('trust.compare')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
