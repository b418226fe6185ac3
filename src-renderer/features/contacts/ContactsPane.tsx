import { UserRoundPlus, UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../src-main/contract/model.ts';
import { Badge } from '../../components/Badge/Badge.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { RowList } from '../../components/RowList/RowList.tsx';
import { openRequests, sortContacts } from '../../model/order.ts';
import { useContacts, useLanguage, useStores, useUi } from '../../stores/context.tsx';
import { ListHeader } from '../chats/ListHeader.tsx';
import rowStyles from '../chats/Row.module.css';
import { SearchResults } from '../chats/SearchResults.tsx';
import { useSearch } from '../chats/useSearch.ts';
import { ContactRow } from './ContactRow.tsx';
import styles from './ContactsPane.module.css';

type ListRow =
  | { kind: 'heading'; presence: 'online' | 'offline'; count: number }
  | { kind: 'contact'; contact: Contact };

/** Friends, those online first, and the way to the requests. */
export function ContactsPane() {
  const filter = useUi((state) => state.filter);
  const search = useSearch(filter);
  return (
    <>
      <ListHeader onEnter={search.openFirst} />
      {filter.trim() ? (
        <SearchResults search={search} />
      ) : (
        <>
          <RequestsRow />
          <Friends />
        </>
      )}
    </>
  );
}

function RequestsRow() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const count = useContacts((state) => openRequests(state.requests).length);
  const isSelected = useUi((state) => state.contact === 'requests');
  return (
    <button
      type="button"
      className={styles.requests}
      aria-current={isSelected ? 'true' : undefined}
      onClick={() => ui.getState().showContact('requests')}
    >
      <span className={styles.icon}>
        <UserRoundPlus size="1.25rem" aria-hidden="true" />
      </span>
      {t('contacts.newFriends')}
      {count > 0 && <span className="visually-hidden">{t('navigation.requests', { count })}</span>}
      <Badge count={count} />
    </button>
  );
}

function listRows(contacts: Contact[]): ListRow[] {
  return (['online', 'offline'] as const).flatMap((presence): ListRow[] => {
    const there = contacts.filter((contact) => contact.presence === presence);
    if (there.length === 0) return [];
    return [
      { kind: 'heading', presence, count: there.length },
      ...there.map((contact): ListRow => ({ kind: 'contact', contact })),
    ];
  });
}

function Friends() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const language = useLanguage();
  const contacts = useContacts((state) => state.contacts);
  const chosen = useUi((state) => state.contact);
  if (contacts.size === 0) {
    return (
      <EmptyState icon={UsersRound} title={t('contacts.empty')} text={t('contacts.emptyText')}>
        <Button look="primary" onClick={() => ui.getState().openDialog({ kind: 'add-friend', query: '' })}>
          {t('chats.add')}
        </Button>
      </EmptyState>
    );
  }
  return (
    <RowList
      label={t('contacts.list')}
      rows={listRows(sortContacts(contacts.values(), language))}
      keyOf={(row) => (row.kind === 'heading' ? row.presence : row.contact.profile.account)}
      canFocus={(row) => row.kind === 'contact'}
      selected={chosen}
      render={(row, tabIndex) =>
        row.kind === 'heading' ? (
          <h2 className={rowStyles.heading}>{t(`contacts.${row.presence}`, { count: row.count })}</h2>
        ) : (
          <ContactRow contact={row.contact} tabIndex={tabIndex} opens="profile" />
        )
      }
    />
  );
}
