import { useTranslation } from 'react-i18next';
import type { Attachment } from '../../../src-main/contract/attachment.ts';
import { clockOf } from '../../model/attachment-text.ts';

/** What an attachment is called in the list: files and pictures by their names, the others by what they are. */
export function useEntryName({ kind, name, durationMs = 0 }: Attachment): string {
  const { t } = useTranslation();
  switch (kind) {
    case 'file':
    case 'picture':
      return name;
    case 'voice':
      return t('files.voice', { length: clockOf(durationMs) });
    case 'sticker':
      return t('files.sticker');
  }
}
