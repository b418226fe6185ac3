import { useTranslation } from 'react-i18next';
import type { FileEntry } from '../../../src-main/contract/attachment.ts';
import { ConfirmDialog } from '../../components/Dialog/ConfirmDialog.tsx';
import { isolate } from '../../model/names.ts';
import { fullDay } from '../../model/time.ts';
import { useLanguage, useStores } from '../../stores/context.tsx';
import { useEntryName } from './useEntryName.ts';

/** Asks before what lies here of an attachment is deleted: it may not come back. */
export function DeleteFileDialog({ file }: { file: FileEntry }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { transfers, ui } = useStores();
  const name = useEntryName(file.attachment);
  const { expiresAt } = file.attachment;

  return (
    <ConfirmDialog
      title={t('files.deleteTitle')}
      submit={t('files.deleteHere')}
      onClose={() => ui.getState().closeDialog()}
      run={() => transfers.getState().deleteHere([file.message])}
    >
      <p>{t('files.deleteText', { name: isolate(name) })}</p>
      <p>
        {expiresAt === undefined
          ? t('files.deleteForGood')
          : t('files.deleteUntil', { day: fullDay(expiresAt, language) })}
      </p>
    </ConfirmDialog>
  );
}
