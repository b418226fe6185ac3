import { useTranslation } from 'react-i18next';
import type { FileEntry } from '../../../src-main/contract/attachment.ts';
import { ConfirmDialog } from '../../components/Dialog/ConfirmDialog.tsx';
import { keptUntil } from '../../model/files.ts';
import { isolate } from '../../model/names.ts';
import { fullDay } from '../../model/time.ts';
import { useLanguage, useStores } from '../../stores/context.tsx';
import { useEntryName } from './useEntryName.ts';

/** Asks before what lies here of an attachment is deleted: it may not come back. */
export function DeleteFileDialog({ file }: { file: Pick<FileEntry, 'message' | 'attachment'> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { transfers, ui } = useStores();
  const name = useEntryName(file.attachment);
  const until = keptUntil(file.attachment, Date.now());

  return (
    <ConfirmDialog
      title={t('files.deleteTitle')}
      submit={t('files.deleteHere')}
      onClose={() => ui.getState().closeDialog()}
      run={() => transfers.getState().deleteHere([file.message])}
    >
      <p>{t('files.deleteText', { name: isolate(name) })}</p>
      <p>
        {until === undefined ? t('files.deleteForGood') : t('files.deleteUntil', { day: fullDay(until, language) })}
      </p>
    </ConfirmDialog>
  );
}
