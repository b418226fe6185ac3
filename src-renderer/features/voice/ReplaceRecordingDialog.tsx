import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { ConfirmDialog } from '../../components/Dialog/ConfirmDialog.tsx';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';
import { useRecord } from './useRecord.ts';

interface ReplaceRecordingDialogProps {
  /** where one wants to record now */
  chat: ConversationId;
  /** what the chat is called in which the other recording waits */
  name: string;
}

/** Asks before a recording that waits to be sent is deleted for a new one: there is only one at a time. */
export function ReplaceRecordingDialog({ chat, name }: ReplaceRecordingDialogProps) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const record = useRecord(chat);
  return (
    <ConfirmDialog
      title={t('voice.replaceTitle')}
      submit={t('voice.replace')}
      onClose={() => ui.getState().closeDialog()}
      run={async () => record()}
    >
      <p>{t('voice.replaceText', { name: isolate(name) })}</p>
    </ConfirmDialog>
  );
}
