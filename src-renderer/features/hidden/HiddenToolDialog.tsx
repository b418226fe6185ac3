import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/Dialog/Dialog.tsx';
import { Tabs } from '../../components/Tabs/Tabs.tsx';
import { useStores } from '../../stores/context.tsx';
import { HideTab } from './HideTab.tsx';
import { RevealTab } from './RevealTab.tsx';

/** Texts in pictures on this machine: to hide one, and to find one. */
export function HiddenToolDialog() {
  const { t } = useTranslation();
  const { ui } = useStores();
  return (
    <Dialog title={t('hiddenTool.title')} wide onClose={() => ui.getState().closeDialog()}>
      <Tabs
        label={t('hiddenTool.title')}
        first="hide"
        tabs={[
          { value: 'hide', label: t('hiddenTool.hide'), content: <HideTab /> },
          { value: 'reveal', label: t('hiddenTool.reveal'), content: <RevealTab /> },
        ]}
      />
    </Dialog>
  );
}
