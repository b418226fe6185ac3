import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';

/** Deletes what a chat has on this device; the friend or room stays. */
export function ClearChatDialog({ chat, name }: { chat: ConversationId; name: string }) {
  const { t } = useTranslation();
  const { conversations, ui } = useStores();
  const { busy, failure, run } = useTask();
  const close = ui.getState().closeDialog;

  const clear = () =>
    run(async () => {
      await conversations.getState().clear(chat);
      close();
    });

  return (
    <Dialog title={t('clearChat.title', { name: isolate(name) })} onClose={close}>
      <p>{t('clearChat.text')}</p>
      <FailureBanner failure={failure} />
      <DialogActions>
        <Button onClick={close}>{t('action.cancel')}</Button>
        <Button look="danger" busy={busy} onClick={clear}>
          {t('clearChat.submit')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
