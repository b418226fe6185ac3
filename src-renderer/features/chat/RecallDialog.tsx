import { useTranslation } from 'react-i18next';
import type { MessageId } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';

/** Says what a recall can do and what it cannot, before it is done. */
export function RecallDialog({ message }: { message: MessageId }) {
  const { t } = useTranslation();
  const { messages, ui } = useStores();
  const { busy, failure, run } = useTask();
  const close = ui.getState().closeDialog;

  const recall = () =>
    run(async () => {
      await messages.getState().recall(message);
      close();
    });

  return (
    <Dialog title={t('recall.title')} onClose={close}>
      <p>{t('recall.text')}</p>
      <FailureBanner failure={failure} />
      <DialogActions>
        <Button onClick={close}>{t('action.cancel')}</Button>
        <Button look="danger" busy={busy} onClick={recall}>
          {t('messageAction.recall')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
