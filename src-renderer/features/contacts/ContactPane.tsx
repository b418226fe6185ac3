import { UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { useContacts, useUi } from '../../stores/context.tsx';
import { RequestsPage } from '../requests/RequestsPage.tsx';
import { ContactDetail } from './ContactDetail.tsx';

/** What is chosen in the contacts section. */
export function ContactPane() {
  const { t } = useTranslation();
  const chosen = useUi((state) => state.contact);
  const contact = useContacts((state) => (typeof chosen === 'number' ? state.contacts.get(chosen) : undefined));
  if (chosen === 'requests') return <RequestsPage />;
  if (contact) return <ContactDetail contact={contact} />;
  return <EmptyState icon={UsersRound} title={t('contacts.noneChosen')} text={t('contacts.noneChosenText')} />;
}
