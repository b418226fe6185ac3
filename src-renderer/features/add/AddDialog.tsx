import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/Dialog/Dialog.tsx';
import { Tabs } from '../../components/Tabs/Tabs.tsx';
import { useStores } from '../../stores/context.tsx';
import type { AddTab } from '../../stores/ui.ts';
import { FindTab } from './FindTab.tsx';
import { OwnCodeTab } from './OwnCodeTab.tsx';
import { ScanPersonTab } from './ScanPersonTab.tsx';

/** Finds people and rooms: by name, number, link or QR code. Shows one's own code to others, too. */
export function AddDialog({ query, tab = 'find' }: { query: string; tab?: AddTab | undefined }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  return (
    <Dialog title={t('add.title')} onClose={ui.getState().closeDialog}>
      <Tabs<AddTab>
        label={t('add.ways')}
        first={tab}
        tabs={[
          { value: 'find', label: t('add.tab.find'), content: <FindTab initialQuery={query} /> },
          { value: 'scan', label: t('add.tab.scan'), content: <ScanPersonTab /> },
          { value: 'mine', label: t('add.tab.mine'), content: <OwnCodeTab /> },
        ]}
      />
    </Dialog>
  );
}
