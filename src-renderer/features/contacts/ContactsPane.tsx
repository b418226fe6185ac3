import { UserRoundPlus, UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../components/Badge/Badge.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { RowList } from '../../components/RowList/RowList.tsx';
import { friendRows } from '../../model/friends.ts';
import { sortContacts } from '../../model/order.ts';
import { useContacts, useLanguage, useRequestCount, useStores, useUi } from '../../stores/context.tsx';
import { ListHeader } from '../chats/ListHeader.tsx';
import { SearchResults } from '../chats/SearchResults.tsx';
import { useSearch } from '../chats/useSearch.ts';
import { ContactRow } from './ContactRow.tsx';
import styles from './ContactsPane.module.css';
import { GroupHeading } from './GroupHeading.tsx';

/** Friends in their groups, and the way to the requests. */
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
  const count = useRequestCount();
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

function Friends() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const language = useLanguage();
  const contacts = useContacts((state) => state.contacts);
  const groups = useContacts((state) => state.groups);
  const closed = useUi((state) => state.closedGroups);
  const chosen = useUi((state) => state.contact);
  if (contacts.size === 0 && groups.length === 0) {
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
      rows={friendRows(sortContacts(contacts.values(), language), groups, closed)}
      keyOf={(row) => (row.kind === 'heading' ? `group ${row.group}` : row.contact.profile.account)}
      selected={chosen}
      render={(row, tabIndex) =>
        row.kind === 'heading' ? (
          <GroupHeading heading={row} tabIndex={tabIndex} />
        ) : (
          <ContactRow contact={row.contact} tabIndex={tabIndex} opens="profile" />
        )
      }
    />
  );
}
