import { useTranslation } from 'react-i18next';
import type { MessageId } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';

/** Deleting messages here leaves them with everybody else. */
export function DeleteMessagesDialog({ messages: ids }: { messages: MessageId[] }) {
  const { t } = useTranslation();
  const { messages, chatView, ui } = useStores();
  const { busy, failure, run } = useTask();
  const close = ui.getState().closeDialog;

  const remove = () =>
    run(async () => {
      await messages.getState().remove(ids);
      chatView.getState().endSelection();
      close();
    });

  return (
    <Dialog title={t('deleteMessages.title', { count: ids.length })} onClose={close}>
      <p>{t('deleteMessages.text')}</p>
      <FailureBanner failure={failure} />
      <DialogActions>
        <Button onClick={close}>{t('action.cancel')}</Button>
        <Button look="danger" busy={busy} onClick={remove}>
          {t('deleteMessages.submit')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
