import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../components/Dialog/ConfirmDialog.tsx';
import { Dialog } from '../../components/Dialog/Dialog.tsx';
import { Tabs } from '../../components/Tabs/Tabs.tsx';
import { useStores } from '../../stores/context.tsx';
import { HideTab } from './HideTab.tsx';
import { RevealTab } from './RevealTab.tsx';
import { useHiding } from './useHiding.ts';

/** Texts in pictures on this machine: to hide one, and to find one. Closing it asks first if words would be lost. */
export function HiddenToolDialog() {
  const { t } = useTranslation();
  const { ui } = useStores();
  // here, as a look at the other tab is not to cost what was typed
  const hiding = useHiding();
  const [isAsked, setAsked] = useState(false);
  const close = () => ui.getState().closeDialog();
  const leave = () => (hiding.losesText ? setAsked(true) : close());
  return (
    <>
      <Dialog title={t('hiddenTool.title')} wide onClose={leave}>
        <Tabs
          label={t('hiddenTool.title')}
          first="hide"
          tabs={[
            { value: 'hide', label: t('hiddenTool.hide'), content: <HideTab hiding={hiding} /> },
            { value: 'reveal', label: t('hiddenTool.reveal'), content: <RevealTab /> },
          ]}
        />
      </Dialog>
      {isAsked && (
        <ConfirmDialog
          title={t('hiddenTool.discardTitle')}
          back={t('action.back')}
          submit={t('attach.discard')}
          onClose={() => setAsked(false)}
          run={async () => close()}
        >
          <p>{t('attach.discardHidden')}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
