import { useTranslation } from 'react-i18next';
import type { AccountId } from '../../../src-main/contract/model.ts';
import { ConfirmDialog } from '../../components/Dialog/ConfirmDialog.tsx';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';

export function BlockDialog({ account, name }: { account: AccountId; name: string }) {
  const { t } = useTranslation();
  const { contacts, ui } = useStores();
  return (
    <ConfirmDialog
      title={t('block.title', { name: isolate(name) })}
      submit={t('block.submit')}
      onClose={ui.getState().closeDialog}
      run={() => contacts.getState().block(account, true)}
    >
      <p>{t('block.text')}</p>
      <p>{t('block.undo')}</p>
    </ConfirmDialog>
  );
}
