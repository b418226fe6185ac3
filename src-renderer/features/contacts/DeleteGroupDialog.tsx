import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../components/Dialog/ConfirmDialog.tsx';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';

export function DeleteGroupDialog({ name }: { name: string }) {
  const { t } = useTranslation();
  const { contacts, ui } = useStores();
  return (
    <ConfirmDialog
      title={t('groups.deleteTitle', { name: isolate(name) })}
      submit={t('groups.delete')}
      onClose={ui.getState().closeDialog}
      run={() => contacts.getState().deleteGroup(name)}
    >
      <p>{t('groups.deleteText')}</p>
    </ConfirmDialog>
  );
}
