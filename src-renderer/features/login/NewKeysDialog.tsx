import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../components/Dialog/ConfirmDialog.tsx';
import { isolate } from '../../model/names.ts';

interface NewKeysDialogProps {
  /** the account's */
  name: string;
  onClose(): void;
  /** Signs in once more, with new keys. */
  run(): Promise<void>;
}

/** Asks before an account begins anew because the server shows no keys of it. */
export function NewKeysDialog({ name, onClose, run }: NewKeysDialogProps) {
  const { t } = useTranslation();
  return (
    <ConfirmDialog
      title={t('login.noVaultTitle', { name: isolate(name) })}
      submit={t('login.noVaultSubmit')}
      onClose={onClose}
      run={run}
    >
      <p>{t('login.noVaultText')}</p>
      <p>{t('login.noVaultWarning')}</p>
    </ConfirmDialog>
  );
}
