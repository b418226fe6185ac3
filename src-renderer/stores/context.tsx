import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { AccountId, Presence, Trust } from '../../src-main/contract/model.ts';
import type { ContactsState } from './contacts.ts';
import type { ConversationsState } from './conversations.ts';
import type { DraftsState } from './drafts.ts';
import type { MessagesState } from './messages.ts';
import type { SecurityState } from './security.ts';
import { isOnline, type SessionState } from './session.ts';
import { languageOf, type SettingsState } from './settings.ts';
import type { Stores } from './stores.ts';
import type { TypingState } from './typing.ts';
import type { UiState } from './ui.ts';

const StoresContext = createContext<Stores | undefined>(undefined);

export function StoresProvider({ stores, children }: { stores: Stores; children: ReactNode }) {
  return <StoresContext value={stores}>{children}</StoresContext>;
}

/** The window's stores: for actions. What a component shows it takes through the hooks below. */
export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (!stores) throw new Error('a component that needs the stores is outside of StoresProvider');
  return stores;
}

export function useSettings<T>(select: (state: SettingsState) => T): T {
  return useStore(useStores().settings, select);
}

export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(useStores().session, select);
}

export function useContacts<T>(select: (state: ContactsState) => T): T {
  return useStore(useStores().contacts, select);
}

export function useConversations<T>(select: (state: ConversationsState) => T): T {
  return useStore(useStores().conversations, select);
}

export function useMessages<T>(select: (state: MessagesState) => T): T {
  return useStore(useStores().messages, select);
}

export function useDrafts<T>(select: (state: DraftsState) => T): T {
  return useStore(useStores().drafts, select);
}

export function useTyping<T>(select: (state: TypingState) => T): T {
  return useStore(useStores().typing, select);
}

export function useSecurity<T>(select: (state: SecurityState) => T): T {
  return useStore(useStores().security, select);
}

export function useUi<T>(select: (state: UiState) => T): T {
  return useStore(useStores().ui, select);
}

/** A friend's presence; undefined for others, and while there is no connection to know it by. */
export function usePresence(account: AccountId): Presence | undefined {
  const online = useSession(isOnline);
  const presence = useContacts((state) => state.contacts.get(account)?.presence);
  return online ? presence : undefined;
}

/** Whose word it is that a friend's keys are theirs; undefined for others. */
export function useTrust(account: AccountId): Trust | undefined {
  return useContacts((state) => state.contacts.get(account)?.trust);
}

/** The language of the texts, for dates and sorting. */
export function useLanguage() {
  return useSettings(languageOf);
}
