import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountId, Safety } from '../../../src-main/contract/model.ts';
import { LoadState } from '../../components/Banner/LoadState.tsx';
import { Dialog } from '../../components/Dialog/Dialog.tsx';
import { Tabs } from '../../components/Tabs/Tabs.tsx';
import { type Loaded, useLoad } from '../../hooks/useLoad.ts';
import { isolate } from '../../model/names.ts';
import { useContacts, useStores } from '../../stores/context.tsx';
import { CertificateFacts } from '../security/CertificateFacts.tsx';
import { CompareTab } from './CompareTab.tsx';
import { ScanTab } from './ScanTab.tsx';
import { TrustBanner } from './TrustBanner.tsx';

export interface Person {
  account: AccountId;
  name: string;
}

/** Everything that tells whether a friend's keys are theirs: comparing by reading or scanning, and the certificate. */
export function SafetyDialog({ account, name }: Person) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const load = useSafety(account);
  return (
    <Dialog title={t('trust.title', { name: isolate(name) })} wide onClose={ui.getState().closeDialog}>
      {load.value ? <Contents safety={load.value} person={{ account, name }} /> : <LoadState load={load} />}
    </Dialog>
  );
}

/** Fetched anew whenever the friend's keys, or what one thinks of them, change. */
function useSafety(account: AccountId): Loaded<Safety> {
  const { contacts } = useStores();
  const contact = useContacts((state) => state.contacts.get(account));
  const shownFor = useRef(contact);
  const load = useLoad(useCallback(() => contacts.getState().safety(account), [contacts, account]));
  const { again } = load;

  useEffect(() => {
    if (contact === shownFor.current) return;
    shownFor.current = contact;
    void again();
  }, [contact, again]);

  return load;
}

function Contents({ safety, person }: { safety: Safety; person: Person }) {
  const { t } = useTranslation();
  return (
    <>
      <TrustBanner safety={safety} name={person.name} />
      <Tabs
        label={t('trust.ways')}
        first="compare"
        tabs={[
          {
            value: 'compare',
            label: t('trust.tab.compare'),
            content: <CompareTab safety={safety} person={person} />,
          },
          { value: 'scan', label: t('trust.tab.scan'), content: <ScanTab person={person} /> },
          {
            value: 'certificate',
            label: t('trust.tab.certificate'),
            content: <CertificateFacts certificate={safety.certificate} />,
          },
        ]}
      />
    </>
  );
}
