import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../components/Dialog/ConfirmDialog.tsx';

interface DiscardDialogProps {
  /** how many might be sent */
  count: number;
  losesText: boolean;
  hasCaption: boolean;
  onBack(): void;
  onDiscard(): void;
}

/** Asks before what was chosen for a chat is left; tells what would be lost, and what not. */
export function DiscardDialog({ count, losesText, hasCaption, onBack, onDiscard }: DiscardDialogProps) {
  const { t } = useTranslation();
  return (
    <ConfirmDialog
      title={t('attach.discardTitle')}
      back={t('action.back')}
      submit={t('attach.discard')}
      onClose={onBack}
      run={async () => onDiscard()}
    >
      <p>{t('attach.discardText', { count })}</p>
      {losesText && <p>{t('attach.discardHidden')}</p>}
      {hasCaption && <p>{t('attach.discardCaption')}</p>}
    </ConfirmDialog>
  );
}
