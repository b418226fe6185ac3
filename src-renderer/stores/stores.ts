import type { MediaRef, StickerId } from '../../src-main/contract/attachment.ts';
import type { Bridge } from '../../src-main/contract/core.ts';
import type { ContractErrorCode } from '../../src-main/contract/errors.ts';
import type { Events } from '../../src-main/contract/events.ts';
import {
  type AccountId,
  type Conversation,
  type ConversationId,
  isRoom,
  type Message,
  type MessageId,
  type Session,
} from '../../src-main/contract/model.ts';
import { type Microphone, systemMicrophone } from '../bridge/microphone.ts';
import { type Extras, extrasFor } from '../model/extras.ts';
import { asFailure } from '../model/failure.ts';
import { isSystem } from '../model/lines.ts';
import { openRequests } from '../model/order.ts';
import { createAlikeStore } from './alike.ts';
import { createAvatarsStore } from './avatars.ts';
import { createBrowsersStore } from './browsers.ts';
import { createChatViewStore } from './chat-view.ts';
import { createComposingStore } from './composing.ts';
import { createContactsStore } from './contacts.ts';
import { createConversationsStore } from './conversations.ts';
import { createDraftsStore, type Later } from './drafts.ts';
import { createFilesStore } from './files.ts';
import { createHiddenText } from './hidden-text.ts';
import { createMessagesStore } from './messages.ts';
import { createPeopleStore } from './people.ts';
import { createPlayingStore, type Sound } from './playing.ts';
import { createRecordingStore } from './recording.ts';
import { createRoomsStore } from './rooms.ts';
import { createSecurityStore } from './security.ts';
import { createSessionStore, isSuspected } from './session.ts';
import { createSettingsStore } from './settings.ts';
import { createStagingStore } from './staging.ts';
import { createStickersStore } from './stickers.ts';
import { createTransfersStore } from './transfers.ts';
import { createTypingStore } from './typing.ts';
import { createUiStore } from './ui.ts';

export type Stores = ReturnType<typeof createStores>;

const laterByTimer: Later = (run, ms) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** How often the core is told that the person is there. */
const ACTIVITY_MS = 30_000;

const toldByConnection: ReadonlySet<ContractErrorCode> = new Set(['offline', 'timeout', 'unreachable', 'no-session']);

/** What the window has of the system it runs in. */
export interface StoresOptions {
  later?: Later;
  now?: () => number;
  microphone?: Microphone;
  newSound?: () => Sound;
}

/** The stores of one window over one core. `start` begins to listen and loads what the first frame needs. */
export function createStores(core: Bridge, options: StoresOptions = {}) {
  const { later = laterByTimer, now = Date.now, microphone = systemMicrophone, newSound = () => new Audio() } = options;
  const settings = createSettingsStore(core);
  const session = createSessionStore(core);
  const contacts = createContactsStore(core);
  const conversations = createConversationsStore(core);
  const messages = createMessagesStore(core);
  const drafts = createDraftsStore(core, later);
  const typing = createTypingStore(core, later);
  const rooms = createRoomsStore(core);
  const avatars = createAvatarsStore(core);
  const people = createPeopleStore(core);
  const alike = createAlikeStore(core);
  const composing = createComposingStore();
  const chatView = createChatViewStore();
  const security = createSecurityStore(core);
  const browsers = createBrowsersStore(core.browsers);
  const transfers = createTransfersStore(core);
  const staging = createStagingStore(core);
  const stickers = createStickersStore(core);
  const recording = createRecordingStore(core, microphone, now);
  const playing = createPlayingStore(newSound);
  const files = createFilesStore(core);
  const ui = createUiStore();
  let activeAt = Number.NEGATIVE_INFINITY;

  /** Takes over the data of the open account; what is shown stays when it is the same account as before. */
  async function loadAccount(): Promise<void> {
    await Promise.all([
      contacts.getState().load(),
      conversations.getState().load(),
      rooms.getState().loadRequests(),
      transfers.getState().load(),
    ]);
    if (openRequests(contacts.getState().requests).length > 0) ui.getState().setRequestsBanner(true);
  }

  async function reopenChat(): Promise<void> {
    const { chat, closeChat } = ui.getState();
    const conversation = chat && conversations.getState().conversations.get(chat);
    if (!conversation) return closeChat();
    await loadChat(conversation);
  }

  /** Its messages, and of a room who is in it. */
  async function loadChat(conversation: Conversation): Promise<void> {
    await Promise.all([messages.getState().open(conversation), loadRoom(conversation)]);
  }

  /** The chat of a room that cannot be loaded opens all the same: it says why. */
  async function loadRoom(conversation: Conversation): Promise<void> {
    if (conversation.kind !== 'room' || !conversation.room.role) return;
    const loaded = rooms.getState().load(conversation.id);
    inBackground(loaded);
    await Promise.allSettled([loaded]);
  }

  /** One that just came into the room whose chat is open has not loaded it. */
  function noteRoom(conversation: Conversation): void {
    const isOpen = ui.getState().chat === conversation.id;
    if (isOpen && isRoom(conversation.id) && !rooms.getState().rooms.has(conversation.id)) void loadRoom(conversation);
  }

  /** A message was recalled or deleted: it is neither answered, chosen nor heard any more. */
  function noteGone({ conversation, id }: Pick<Message, 'conversation' | 'id'>): void {
    chatView.getState().applyRemoved(id);
    transfers.getState().applyGone(id);
    composing.getState().applyGone(conversation, id);
    playing.getState().stop(core.mediaUrl({ of: 'message', id, part: 'full' }));
  }

  /** What goes with a text to a chat. */
  function extrasOf(id: ConversationId, text: string): Extras {
    const { style, quotes } = composing.getState();
    const room = isRoom(id) ? rooms.getState().rooms.get(id) : undefined;
    const { textStyles } = settings.getState().settings;
    return extrasFor(text, { quote: quotes.get(id), room, style: textStyles ? style : {} });
  }

  /** For work that nobody waits for. What only the lost connection causes is told by the connection banner. */
  function inBackground(work: Promise<unknown>): void {
    work.catch((error) => {
      const failure = asFailure(error);
      if (!toldByConnection.has(failure.code)) ui.getState().setFailure(failure);
    });
  }

  function resetAccount(): void {
    const ofAccount = [
      contacts,
      conversations,
      messages,
      drafts,
      typing,
      rooms,
      avatars,
      people,
      alike,
      composing,
      chatView,
      security,
      transfers,
      staging,
      stickers,
      recording,
      playing,
      files,
      ui,
    ];
    for (const store of ofAccount) store.getState().reset();
  }

  function accountOf(value: Session | undefined): AccountId | undefined {
    return value?.profile.account;
  }

  // The session changes by events and by results of calls; whichever comes first loads the account.
  session.subscribe((current, previous) => {
    if (accountOf(current.session) === accountOf(previous.session)) return;
    resetAccount();
    if (!current.session) return;
    inBackground(loadAccount());
    if (isSuspected(current)) ui.getState().showSettings('security');
  });

  /** Who looks like whom, each time somebody comes or has another name. */
  function lookAtNames(): void {
    const { session: open } = session.getState();
    if (!open) return;
    const looking = alike.getState().look({
      me: open.profile,
      contacts: contacts.getState().contacts.values(),
      requests: contacts.getState().requests,
      roomRequests: rooms.getState().requests,
      rooms: rooms.getState().rooms.values(),
      strangers: people.getState().profiles.values(),
    });
    inBackground(looking);
  }

  contacts.subscribe(lookAtNames);
  rooms.subscribe(lookAtNames);
  people.subscribe(lookAtNames);

  /** To be called whenever the person does something: an account that locks by itself waits then. */
  function noteActivity(): void {
    const isLocking = session.getState().session && settings.getState().settings.lockAfter > 0;
    if (!isLocking || now() - activeAt < ACTIVITY_MS) return;
    activeAt = now();
    inBackground(core.call('app.activity', {}));
  }

  // who speaks touches nothing
  recording.subscribe((current) => {
    if (current.recording?.phase === 'recording') noteActivity();
  });

  const handlers: { [N in keyof Events]: (value: Events[N]) => void } = {
    session: (value) => session.getState().applySession(value),
    connection: (value) => {
      session.getState().applyConnection(value);
      if (value.state === 'ended') ui.getState().closeDialog();
      if (value.state === 'online') inBackground(avatars.getState().askAgain());
    },
    locked: (value) => session.getState().applyLocked(value),
    remembered: (value) => session.getState().applyRemembered(value),
    settings: (value) => settings.getState().apply(value),
    keychain: (value) => session.getState().applyKeychain(value),
    server: (value) => session.getState().applyServer(value),
    movedServer: (value) => session.getState().applyMovedServer(value),
    contact: (value) => contacts.getState().apply(value),
    contactRemoved: (value) => contacts.getState().applyRemoved(value),
    requests: (value) => contacts.getState().applyRequests(value),
    conversation: (value) => {
      inBackground(conversations.getState().apply(value));
      ui.getState().noteConversation(value);
      noteRoom(value);
    },
    conversationRemoved: (id) => {
      conversations.getState().applyRemoved(id);
      messages.getState().applyCleared(id);
      staging.getState().drop(id);
      if (recording.getState().recording?.chat === id) recording.getState().cancel();
      ui.getState().noteRemoved(id);
    },
    messages: (value) => {
      messages.getState().apply(value);
      transfers.getState().applyMessages(value);
      inBackground(files.getState().apply(value));
      for (const { own, author } of value) if (!own) typing.getState().applyStopped(author);
      for (const message of value) if (isSystem(message)) noteGone(message);
    },
    messageRemoved: ({ conversation, id }) => {
      messages.getState().applyRemoved(conversation, id);
      files.getState().applyRemoved(id);
      noteGone({ conversation, id });
    },
    typing: (id) => typing.getState().applyTyping(id),
    nudge: () => {
      if (settings.getState().settings.nudges) chatView.getState().applyNudge();
    },
    room: (value) => rooms.getState().apply(value),
    roomRequests: (value) => rooms.getState().applyRequests(value),
    roomRefused: ({ name }) => rooms.getState().applyRefused(name),
    stickers: (value) => stickers.getState().apply(value),
    groups: (value) => contacts.getState().applyGroups(value),
    transfer: (value) => transfers.getState().apply(value),
    transferEnded: (message) => transfers.getState().applyEnded(message),
  };

  return {
    settings,
    session,
    contacts,
    conversations,
    messages,
    drafts,
    typing,
    rooms,
    avatars,
    people,
    alike,
    composing,
    chatView,
    security,
    browsers,
    transfers,
    staging,
    stickers,
    recording,
    playing,
    files,
    hiddenText: createHiddenText(core),
    ui,
    mediaUrl: (ref: MediaRef) => core.mediaUrl(ref),
    loadAccount,
    inBackground,

    async start(): Promise<void> {
      core.listen((name, value) => handlers[name](value));
      core.browsers?.listen((sessions) => browsers.getState().apply(sessions));
      const state = await core.call('app.state', {});
      settings.getState().load(state);
      session.getState().load(state);
    },

    /** Fetches everything anew after events may have been missed. */
    async reload(): Promise<void> {
      session.getState().load(await core.call('app.state', {}));
      messages.getState().reset();
      if (session.getState().session) await loadAccount();
      if (files.getState().files) await files.getState().load();
      await reopenChat();
    },

    /** Opens the chat with a friend, with someone one has talked to, with oneself, or in a room. */
    async openChat(id: ConversationId): Promise<void> {
      inBackground(drafts.getState().flush());
      const conversation = await conversations.getState().open(id);
      await loadChat(conversation);
      if (ui.getState().chat !== id) chatView.getState().reset();
      ui.getState().showChat(conversation);
    },

    /** Shows a message in its chat, far back as it may be. False when it is not there any more. */
    async goToMessage(conversation: ConversationId, id: MessageId): Promise<boolean> {
      const isThere = await messages.getState().loadTo(conversation, id);
      if (isThere && ui.getState().chat === conversation) chatView.getState().goTo(id);
      return isThere;
    },

    /** Sends what is written to a chat and empties its editor; puts it back when it cannot even be stored. */
    async send(id: ConversationId, text: string): Promise<void> {
      const extras = extrasOf(id, text);
      const quoted = composing.getState().quotes.get(id);
      drafts.getState().type(id, '');
      composing.getState().dropQuote(id);
      ui.getState().clearUnreadMark();
      try {
        await messages.getState().send(id, text, extras);
      } catch (error) {
        if (!drafts.getState().texts.get(id)) drafts.getState().type(id, text);
        if (quoted) composing.getState().quote(quoted);
        throw error;
      }
      await drafts.getState().flush();
    },

    /** Sends what was recorded for a chat. */
    async sendRecording(id: ConversationId): Promise<void> {
      const quoted = composing.getState().quotes.get(id);
      const message = await recording.getState().send(quoted?.id);
      if (!message) return;
      messages.getState().apply([message]);
      composing.getState().dropQuote(id);
      ui.getState().clearUnreadMark();
    },

    async sendSticker(id: ConversationId, sticker: StickerId): Promise<void> {
      messages.getState().apply([await stickers.getState().send(id, sticker)]);
      ui.getState().clearUnreadMark();
    },

    /** Sends what was taken in for a chat, with the words in its editor; words and files that cannot be sent stay. */
    async sendStaged(id: ConversationId, caption: string): Promise<void> {
      const { sent, saidWords } = await staging.getState().send(id, { caption, extras: extrasOf(id, caption) });
      messages.getState().apply(sent);
      if (sent.length === 0) return;
      composing.getState().dropQuote(id);
      ui.getState().clearUnreadMark();
      if (!saidWords) return;
      drafts.getState().type(id, '');
      await drafts.getState().flush();
    },

    /** Leaves the account that is open, with all that was typed kept. */
    async leave(how: 'logout' | 'close' | 'lock'): Promise<void> {
      await drafts.getState().flush();
      await session.getState()[how]();
    },

    noteActivity,

    /** The page goes: what was taken in and not sent is of no use to the next one. */
    abandon(): void {
      for (const chat of staging.getState().chats.keys()) staging.getState().drop(chat);
      recording.getState().cancel();
    },
  };
}
