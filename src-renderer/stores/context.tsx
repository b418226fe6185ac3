import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { useStore } from 'zustand';
import type { AccountId, Conversation, ConversationId, Presence, Trust } from '../../src-main/contract/model.ts';
import { openRequests } from '../model/order.ts';
import type { AlikeState } from './alike.ts';
import type { BrowsersState } from './browsers.ts';
import type { ChatViewState } from './chat-view.ts';
import type { ComposingState } from './composing.ts';
import type { ContactsState } from './contacts.ts';
import type { ConversationsState } from './conversations.ts';
import type { DraftsState } from './drafts.ts';
import type { FilesState } from './files.ts';
import type { MessagesState } from './messages.ts';
import type { PeopleState } from './people.ts';
import type { PlayingState } from './playing.ts';
import type { RecordingState } from './recording.ts';
import type { RoomsState } from './rooms.ts';
import type { SecurityState } from './security.ts';
import { isOnline, type SessionState } from './session.ts';
import { languageOf, type SettingsState } from './settings.ts';
import type { StagingState } from './staging.ts';
import type { StickersState } from './stickers.ts';
import type { Stores } from './stores.ts';
import type { TransfersState } from './transfers.ts';
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

export function useRooms<T>(select: (state: RoomsState) => T): T {
  return useStore(useStores().rooms, select);
}

export function usePeople<T>(select: (state: PeopleState) => T): T {
  return useStore(useStores().people, select);
}

export function useAlike<T>(select: (state: AlikeState) => T): T {
  return useStore(useStores().alike, select);
}

export function useComposing<T>(select: (state: ComposingState) => T): T {
  return useStore(useStores().composing, select);
}

export function useChatView<T>(select: (state: ChatViewState) => T): T {
  return useStore(useStores().chatView, select);
}

export function useTyping<T>(select: (state: TypingState) => T): T {
  return useStore(useStores().typing, select);
}

export function useSecurity<T>(select: (state: SecurityState) => T): T {
  return useStore(useStores().security, select);
}

export function useBrowsers<T>(select: (state: BrowsersState) => T): T {
  return useStore(useStores().browsers, select);
}

export function useTransfers<T>(select: (state: TransfersState) => T): T {
  return useStore(useStores().transfers, select);
}

export function useStaging<T>(select: (state: StagingState) => T): T {
  return useStore(useStores().staging, select);
}

export function useStickers<T>(select: (state: StickersState) => T): T {
  return useStore(useStores().stickers, select);
}

export function useRecording<T>(select: (state: RecordingState) => T): T {
  return useStore(useStores().recording, select);
}

export function usePlaying<T>(select: (state: PlayingState) => T): T {
  return useStore(useStores().playing, select);
}

export function useFiles<T>(select: (state: FilesState) => T): T {
  return useStore(useStores().files, select);
}

export function useUi<T>(select: (state: UiState) => T): T {
  return useStore(useStores().ui, select);
}

/** What shows the picture of a person or a room; undefined while there is none, or none yet. */
export function usePicture(of: ConversationId, avatar: string | undefined): string | undefined {
  const stores = useStores();
  const url = useStore(stores.avatars, (state) => (avatar === undefined ? undefined : state.urls.get(avatar)));
  useEffect(() => {
    if (avatar !== undefined) stores.inBackground(stores.avatars.getState().ask(of, avatar));
  }, [stores, of, avatar]);
  return url;
}

/** How many people wait for an answer: as friends, or to be let into a room. */
export function useRequestCount(): number {
  const ofFriends = useContacts((state) => openRequests(state.requests).length);
  const ofRooms = useRooms((state) => state.requests.length);
  return ofFriends + ofRooms;
}

/** A friend's presence; undefined for others, and while there is no connection to know it by. */
export function usePresence(account: AccountId): Presence | undefined {
  const online = useSession(isOnline);
  const presence = useContacts((state) => state.contacts.get(account)?.presence);
  return online ? presence : undefined;
}

/** The presence of whoever a chat is with; undefined for rooms and for what one keeps for oneself. */
export function useChatPresence({ kind, id }: Conversation): Presence | undefined {
  const online = useSession(isOnline);
  const presence = useContacts((state) => (kind === 'person' ? state.contacts.get(id)?.presence : undefined));
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
