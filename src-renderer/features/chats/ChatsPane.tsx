import { MessageCirclePlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Boundary } from '../../components/Boundary/Boundary.tsx';
import { Undrawable } from '../../components/Boundary/Undrawable.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { RowList } from '../../components/RowList/RowList.tsx';
import { useNow } from '../../hooks/useNow.ts';
import { sortConversations } from '../../model/order.ts';
import { useConversations, useStores, useUi } from '../../stores/context.tsx';
import { ChatRow } from './ChatRow.tsx';
import { ListHeader } from './ListHeader.tsx';
import { SearchResults } from './SearchResults.tsx';
import { useSearch } from './useSearch.ts';

const MINUTE_MS = 60_000;

/** The list of chats, or what the search finds. */
export function ChatsPane() {
  const filter = useUi((state) => state.filter);
  const search = useSearch(filter);
  return (
    <>
      <ListHeader onEnter={search.openFirst} />
      {filter.trim() ? <SearchResults search={search} /> : <ChatList />}
    </>
  );
}

function ChatList() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const now = useNow(MINUTE_MS);
  const conversations = useConversations((state) => state.conversations);
  const chat = useUi((state) => state.chat);
  const chats = sortConversations(conversations.values());
  if (chats.length === 0) {
    return (
      <EmptyState icon={MessageCirclePlus} title={t('chats.empty')} text={t('chats.emptyText')}>
        <Button look="primary" onClick={() => ui.getState().openDialog({ kind: 'add-friend', query: '' })}>
          {t('chats.add')}
        </Button>
      </EmptyState>
    );
  }
  return (
    <RowList
      label={t('chats.list')}
      rows={chats}
      keyOf={(row) => row.id}
      selected={chat}
      render={(row, tabIndex) => (
        <Boundary fallback={<Undrawable />}>
          <ChatRow conversation={row} now={now} tabIndex={tabIndex} />
        </Boundary>
      )}
    />
  );
}
