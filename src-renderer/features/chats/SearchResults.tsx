import { SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Contact, Conversation } from '../../../src-main/contract/model.ts';
import { Button } from '../../components/Button/Button.tsx';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { RowList } from '../../components/RowList/RowList.tsx';
import { useNow } from '../../hooks/useNow.ts';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';
import { ContactRow } from '../contacts/ContactRow.tsx';
import { ChatRow } from './ChatRow.tsx';
import styles from './Row.module.css';
import type { Search } from './useSearch.ts';

type Result =
  | { kind: 'heading'; of: 'chats' | 'contacts' }
  | { kind: 'chat'; conversation: Conversation }
  | { kind: 'contact'; contact: Contact };

function resultRows({ chats, contacts }: Search): Result[] {
  const rows: Result[] = [];
  if (chats.length > 0) rows.push({ kind: 'heading', of: 'chats' });
  for (const conversation of chats) rows.push({ kind: 'chat', conversation });
  if (contacts.length > 0) rows.push({ kind: 'heading', of: 'contacts' });
  for (const contact of contacts) rows.push({ kind: 'contact', contact });
  return rows;
}

function keyOf(row: Result): string {
  switch (row.kind) {
    case 'heading':
      return row.of;
    case 'chat':
      return `chat ${row.conversation.id}`;
    case 'contact':
      return `contact ${row.contact.profile.account}`;
  }
}

export function SearchResults({ search }: { search: Search }) {
  const { t } = useTranslation();
  const rows = resultRows(search);
  return rows.length > 0 ? (
    <RowList
      label={t('chats.list')}
      rows={rows}
      keyOf={keyOf}
      canFocus={(row) => row.kind !== 'heading'}
      render={(row, tabIndex) => <ResultRow row={row} tabIndex={tabIndex} />}
    />
  ) : (
    <NothingFound query={search.query} />
  );
}

function ResultRow({ row, tabIndex }: { row: Result; tabIndex: 0 | -1 }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  switch (row.kind) {
    case 'heading':
      return (
        <h2 className={styles.heading}>
          {row.of === 'chats' ? t('chats.matchingChats') : t('chats.matchingContacts')}
        </h2>
      );
    case 'chat':
      return <ChatRow conversation={row.conversation} now={now} tabIndex={tabIndex} />;
    case 'contact':
      return <ContactRow contact={row.contact} tabIndex={tabIndex} opens="chat" />;
  }
}

function NothingFound({ query }: { query: string }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  return (
    <EmptyState icon={SearchX} title={t('chats.noMatch', { query: isolate(query) })} text={t('chats.noMatchText')}>
      <Button look="primary" onClick={() => ui.getState().openDialog({ kind: 'add-friend', query })}>
        {t('chats.findOnServer', { query: isolate(query) })}
      </Button>
    </EmptyState>
  );
}
