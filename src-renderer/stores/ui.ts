import type { StateSnapshot } from 'react-virtuoso';
import { createStore } from 'zustand/vanilla';
import type { FileEntry } from '../../src-main/contract/attachment.ts';
import type { ContractError } from '../../src-main/contract/errors.ts';
import type {
  AccountId,
  Conversation,
  ConversationId,
  Device,
  Merged,
  Message,
  MessageId,
  RememberedAccount,
  RoomId,
} from '../../src-main/contract/model.ts';

export type Section = 'chats' | 'contacts' | 'files' | 'settings';
export type SettingsPage = 'profile' | 'general' | 'privacy' | 'security' | 'storage' | 'server' | 'keys';
export type AuthPage = 'login' | 'register' | 'forgot' | 'server';

/** Where a chat was scrolled to when it was left, and its newest message then. */
export interface ScrollPlace {
  snapshot: StateSnapshot;
  newest: MessageId | undefined;
}

export type AddTab = 'find' | 'scan' | 'mine';

/** What can be changed of a room in a dialog. */
export type RoomChange = 'add-members' | 'rename' | 'picture' | 'rules' | 'notice' | 'card';

/** What is asked about once more before it is done to a room, or to one of its members. */
export type RoomStep = 'leave' | 'disband' | 'mute-all';
export type MemberStep = 'remove' | 'transfer' | 'vouch';

/** What the contacts section shows on the right. */
export type ContactPage = AccountId | 'requests';

/** A copy was put into the folder of received files, or a picture among the stickers. */
export type Done = { what: 'saved'; name: string } | { what: 'sticker' };

/** The one dialog above the window. */
export type OpenDialog =
  /** people and rooms; `query` is looked for at once */
  | { kind: 'add-friend'; query: string; tab?: AddTab }
  | { kind: 'create-room'; members?: AccountId[] }
  | { kind: 'broadcast' }
  | { kind: 'remove-friend'; account: AccountId; name: string }
  | { kind: 'block'; account: AccountId; name: string }
  /** a new group of friends, with `account` in it, or another name for the one called `from` */
  | { kind: 'name-group'; from?: string; account?: AccountId }
  | { kind: 'delete-group'; name: string }
  | { kind: 'room'; room: RoomId; what: RoomChange }
  | { kind: 'room-step'; room: RoomId; step: RoomStep }
  | { kind: 'member-step'; room: RoomId; step: MemberStep; account: AccountId; name: string }
  | { kind: 'delete-account' }
  | { kind: 'forget-account'; account: RememberedAccount }
  | { kind: 'logout' }
  | { kind: 'safety'; account: AccountId; name: string }
  | { kind: 'accept-keys'; account: AccountId; name: string }
  | { kind: 'change-password' }
  | { kind: 'recovery-code' }
  | { kind: 'certificate' }
  | { kind: 'remove-device'; device: Device }
  | { kind: 'forward'; messages: Message[]; merged: boolean }
  | { kind: 'merged'; merged: Merged }
  | { kind: 'recall'; message: MessageId }
  | { kind: 'delete-messages'; messages: MessageId[] }
  | { kind: 'clear-chat'; chat: ConversationId; name: string }
  | { kind: 'room-notice'; room: RoomId }
  /** what was taken in for a chat, before it is sent */
  | { kind: 'attach'; chat: ConversationId }
  /** a picture of a chat, and from it all others there */
  | { kind: 'viewer'; chat: ConversationId; message: MessageId }
  /** the text in the picture of a message */
  | { kind: 'hidden-text'; message: Message }
  /** texts in pictures on this machine */
  | { kind: 'hidden-tool' }
  | { kind: 'delete-file'; file: Pick<FileEntry, 'message' | 'attachment'> }
  /** a recording waits in the chat of that name, and one for `chat` is to begin */
  | { kind: 'replace-recording'; chat: ConversationId; name: string }
  | { kind: 'key-map' };

export interface UiState {
  authPage: AuthPage;
  /** a new password was set on the page for forgotten ones; the login form says so */
  passwordSet: boolean;
  section: Section;
  chat: ConversationId | undefined;
  /** the open chat's first unread message at the time it was opened, or when the person looked away */
  unreadMark: MessageId | undefined;
  /** beside the chat of a room: its members and settings */
  roomPanel: boolean;
  contact: ContactPage | undefined;
  /** groups of friends whose members are hidden */
  closedGroups: ReadonlySet<string>;
  settingsPage: SettingsPage | undefined;
  /** a window too narrow for both shows the files instead of the filters */
  filesShown: boolean;
  dialog: OpenDialog | undefined;
  filter: string;
  /** the window has the person's attention */
  focused: boolean;
  /** the gentle line about open requests, shown once after login */
  requestsBanner: boolean;
  recentEmoji: string[];
  /** how something nobody waits for failed last: reading the account's data, storing a draft */
  failure: ContractError | undefined;
  /** what has been done in the background that would not be seen otherwise */
  done: Done | undefined;
  /** where each chat that was left in the middle was scrolled to */
  scrollPlaces: ReadonlyMap<ConversationId, ScrollPlace>;
  /** false while this page has lost the program behind it */
  linked: boolean;

  reset(): void;
  showAuth(page: AuthPage): void;
  /** From the page for forgotten passwords to the login form. */
  notePasswordSet(): void;
  showSection(section: Section): void;
  showChat(conversation: Conversation): void;
  closeChat(): void;
  showContact(contact: ContactPage | undefined): void;
  setRoomPanel(shown: boolean): void;
  toggleGroup(group: string): void;
  showSettings(page: SettingsPage | undefined): void;
  showFiles(shown: boolean): void;
  openDialog(dialog: OpenDialog): void;
  closeDialog(): void;
  setFilter(filter: string): void;
  setFocused(focused: boolean): void;
  setRequestsBanner(shown: boolean): void;
  setFailure(failure: ContractError | undefined): void;
  setDone(done: Done | undefined): void;
  /** Keeps a chat's place for the next time; without one it opens at its end. */
  keepPlace(chat: ConversationId, place: ScrollPlace | undefined): void;
  setLinked(linked: boolean): void;
  useEmoji(emoji: string): void;
  /** Marks where the unread begins when a message comes to the open chat while nobody looks at it. */
  noteConversation(conversation: Conversation): void;
  noteRemoved(id: ConversationId): void;
  clearUnreadMark(): void;
}

export type UiStore = ReturnType<typeof createUiStore>;

const RECENT_EMOJI = 16;

const atStart = {
  authPage: 'login',
  passwordSet: false,
  section: 'chats',
  chat: undefined,
  unreadMark: undefined,
  roomPanel: false,
  contact: undefined,
  settingsPage: undefined,
  filesShown: false,
  dialog: undefined,
  filter: '',
  requestsBanner: false,
  failure: undefined,
  done: undefined,
} as const satisfies Partial<UiState>;

export function createUiStore() {
  return createStore<UiState>()((set, get) => ({
    ...atStart,
    recentEmoji: [],
    scrollPlaces: new Map(),
    closedGroups: new Set(),
    focused: true,
    linked: true,

    reset: () => set({ ...atStart, recentEmoji: [], scrollPlaces: new Map(), closedGroups: new Set() }),
    showAuth: (authPage) => set({ authPage, passwordSet: false }),
    notePasswordSet: () => set({ authPage: 'login', passwordSet: true }),
    showSection: (section) => set({ section, filter: '' }),
    showChat: (conversation) => {
      const isSame = get().chat === conversation.id;
      const unreadMark = isSame ? get().unreadMark : conversation.firstUnread;
      set({ section: 'chats', chat: conversation.id, unreadMark, filter: '', dialog: undefined });
    },
    closeChat: () => set({ chat: undefined, unreadMark: undefined }),
    showContact: (contact) => {
      const requestsBanner = contact === 'requests' ? false : get().requestsBanner;
      set({ section: 'contacts', contact, filter: '', requestsBanner });
    },
    setRoomPanel: (roomPanel) => set({ roomPanel }),
    toggleGroup: (group) => {
      const closedGroups = new Set(get().closedGroups);
      if (!closedGroups.delete(group)) closedGroups.add(group);
      set({ closedGroups });
    },
    showSettings: (settingsPage) => set({ section: 'settings', settingsPage }),
    showFiles: (filesShown) => set({ section: 'files', filesShown }),
    openDialog: (dialog) => set({ dialog }),
    closeDialog: () => set({ dialog: undefined }),
    setFilter: (filter) => set({ filter }),
    setFocused: (focused) => set({ focused }),
    setRequestsBanner: (requestsBanner) => set({ requestsBanner }),
    setFailure: (failure) => set({ failure }),
    setDone: (done) => set({ done }),
    keepPlace: (chat, place) => {
      const scrollPlaces = new Map(get().scrollPlaces);
      if (place) scrollPlaces.set(chat, place);
      else scrollPlaces.delete(chat);
      set({ scrollPlaces });
    },
    setLinked: (linked) => set({ linked }),
    useEmoji: (emoji) => {
      const others = get().recentEmoji.filter((recent) => recent !== emoji);
      set({ recentEmoji: [emoji, ...others].slice(0, RECENT_EMOJI) });
    },
    noteConversation: ({ id, firstUnread }) => {
      const { chat, focused, section } = get();
      const isSeen = focused && section === 'chats';
      if (id === chat && !isSeen && firstUnread) set({ unreadMark: firstUnread });
    },
    noteRemoved: (id) => {
      if (get().chat === id) get().closeChat();
    },
    clearUnreadMark: () => set({ unreadMark: undefined }),
  }));
}
