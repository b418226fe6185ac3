import type { Contact, Conversation } from '../../../src-main/contract/model.ts';
import { useChatNames } from '../../hooks/useNames.ts';
import { containsText, matches, sortContacts, sortConversations } from '../../model/order.ts';
import { useContacts, useConversations, useLanguage, useStores } from '../../stores/context.tsx';

export interface Search {
  query: string;
  chats: Conversation[];
  /** friends without a chat in `chats` */
  contacts: Contact[];
  openFirst(): void;
}

/** What is found here for the typed text: chats by name, then the other friends. */
export function useSearch(filter: string): Search {
  const stores = useStores();
  const language = useLanguage();
  const nameOf = useChatNames();
  const conversations = useConversations((state) => state.conversations);
  const friends = useContacts((state) => state.contacts);

  const query = filter.trim();
  const chats = sortConversations(conversations.values()).filter(
    (chat) => containsText(nameOf(chat), query) || (chat.kind === 'person' && matches(chat.profile, query)),
  );
  const others = [...friends.values()].filter(({ profile }) => !conversations.has(profile.account));
  const contacts = sortContacts(others, language).filter(
    ({ profile, remark = '' }) => matches(profile, query) || (remark !== '' && containsText(remark, query)),
  );

  function openFirst(): void {
    const first = chats[0]?.id ?? contacts[0]?.profile.account;
    if (first === undefined) stores.ui.getState().openDialog({ kind: 'add-friend', query });
    else stores.inBackground(stores.openChat(first));
  }

  return { query, chats, contacts, openFirst };
}
