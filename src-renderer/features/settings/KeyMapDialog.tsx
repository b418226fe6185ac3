import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/Dialog/Dialog.tsx';
import { useStores } from '../../stores/context.tsx';
import { KeyMap } from './KeyMap.tsx';

export function KeyMapDialog() {
  const { t } = useTranslation();
  const { ui } = useStores();
  return (
    <Dialog title={t('keys.title')} onClose={ui.getState().closeDialog}>
      <KeyMap />
    </Dialog>
  );
}
