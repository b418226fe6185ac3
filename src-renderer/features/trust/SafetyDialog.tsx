import { Tabs } from 'radix-ui';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountId, Safety } from '../../../src-main/contract/model.ts';
import { LoadState } from '../../components/Banner/LoadState.tsx';
import { Dialog } from '../../components/Dialog/Dialog.tsx';
import { type Loaded, useLoad } from '../../hooks/useLoad.ts';
import { isolate } from '../../model/names.ts';
import { useContacts, useStores } from '../../stores/context.tsx';
import { CertificateFacts } from '../security/CertificateFacts.tsx';
import { CompareTab } from './CompareTab.tsx';
import styles from './SafetyDialog.module.css';
import { ScanTab } from './ScanTab.tsx';
import { TrustBanner } from './TrustBanner.tsx';

export interface Person {
  account: AccountId;
  name: string;
}

const tabs = ['compare', 'scan', 'certificate'] as const;

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
      <Tabs.Root className={styles.tabs} defaultValue="compare">
        <Tabs.List className={styles.list} aria-label={t('trust.ways')}>
          {tabs.map((tab) => (
            <Tabs.Trigger key={tab} className={styles.tab} value={tab}>
              {t(`trust.tab.${tab}`)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content className={styles.content} value="compare">
          <CompareTab safety={safety} person={person} />
        </Tabs.Content>
        <Tabs.Content className={styles.content} value="scan">
          <ScanTab person={person} />
        </Tabs.Content>
        <Tabs.Content className={styles.content} value="certificate">
          <CertificateFacts certificate={safety.certificate} />
        </Tabs.Content>
      </Tabs.Root>
    </>
  );
}
