import type { CoreApi } from '../../src-main/contract/core.ts';
import type { ContractErrorCode } from '../../src-main/contract/errors.ts';
import type { Events } from '../../src-main/contract/events.ts';
import type { AccountId, Session } from '../../src-main/contract/model.ts';
import { asFailure } from '../model/failure.ts';
import { openRequests } from '../model/order.ts';
import { createContactsStore } from './contacts.ts';
import { createConversationsStore } from './conversations.ts';
import { createDraftsStore, type Later } from './drafts.ts';
import { createMessagesStore } from './messages.ts';
import { createSecurityStore } from './security.ts';
import { createSessionStore, isSuspected } from './session.ts';
import { createSettingsStore } from './settings.ts';
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

/** The stores of one window over one core. `start` begins to listen and loads what the first frame needs. */
export function createStores(core: CoreApi, { later = laterByTimer, now = Date.now } = {}) {
  const settings = createSettingsStore(core);
  const session = createSessionStore(core);
  const contacts = createContactsStore(core);
  const conversations = createConversationsStore(core);
  const messages = createMessagesStore(core);
  const drafts = createDraftsStore(core, later);
  const typing = createTypingStore(core, later);
  const security = createSecurityStore(core);
  const ui = createUiStore();
  let activeAt = Number.NEGATIVE_INFINITY;

  /** Takes over the data of the open account; what is shown stays when it is the same account as before. */
  async function loadAccount(): Promise<void> {
    await Promise.all([contacts.getState().load(), conversations.getState().load()]);
    if (openRequests(contacts.getState().requests).length > 0) ui.getState().setRequestsBanner(true);
  }

  async function reopenChat(): Promise<void> {
    const { chat, closeChat } = ui.getState();
    const conversation = chat && conversations.getState().conversations.get(chat);
    if (conversation) await messages.getState().open(conversation);
    else closeChat();
  }

  /** For work that nobody waits for. What only the lost connection causes is told by the connection banner. */
  function inBackground(work: Promise<unknown>): void {
    work.catch((error) => {
      const failure = asFailure(error);
      if (!toldByConnection.has(failure.code)) ui.getState().setFailure(failure);
    });
  }

  function resetAccount(): void {
    for (const store of [contacts, conversations, messages, drafts, typing, security, ui]) store.getState().reset();
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

  const handlers: { [N in keyof Events]: (value: Events[N]) => void } = {
    session: (value) => session.getState().applySession(value),
    connection: (value) => {
      session.getState().applyConnection(value);
      if (value.state === 'ended') ui.getState().closeDialog();
    },
    locked: (value) => session.getState().applyLocked(value),
    remembered: (value) => session.getState().applyRemembered(value),
    settings: (value) => settings.getState().apply(value),
    contact: (value) => contacts.getState().apply(value),
    contactRemoved: (value) => contacts.getState().applyRemoved(value),
    requests: (value) => contacts.getState().applyRequests(value),
    conversation: (value) => {
      inBackground(conversations.getState().apply(value));
      ui.getState().noteConversation(value);
    },
    conversationRemoved: (id) => {
      conversations.getState().applyRemoved(id);
      messages.getState().applyCleared(id);
      ui.getState().noteRemoved(id);
    },
    messages: (value) => {
      messages.getState().apply(value);
      for (const { own, conversation } of value) if (!own) typing.getState().applyStopped(conversation);
    },
    messageRemoved: ({ conversation, id }) => messages.getState().applyRemoved(conversation, id),
    typing: (id) => typing.getState().applyTyping(id),
  };

  return {
    settings,
    session,
    contacts,
    conversations,
    messages,
    drafts,
    typing,
    security,
    ui,
    loadAccount,
    inBackground,

    async start(): Promise<void> {
      core.listen((name, value) => handlers[name](value));
      const state = await core.call('app.state', {});
      settings.getState().load(state);
      session.getState().load(state);
    },

    /** Fetches everything anew after events may have been missed. */
    async reload(): Promise<void> {
      session.getState().load(await core.call('app.state', {}));
      messages.getState().reset();
      if (session.getState().session) await loadAccount();
      await reopenChat();
    },

    /** Opens the chat with a friend, or with someone one has talked to. */
    async openChat(id: AccountId): Promise<void> {
      inBackground(drafts.getState().flush());
      const conversation = await conversations.getState().open(id);
      await messages.getState().open(conversation);
      ui.getState().showChat(conversation);
    },

    /** Sends what is written to a chat and empties its editor; puts it back when it cannot even be stored. */
    async send(id: AccountId, text: string): Promise<void> {
      drafts.getState().type(id, '');
      ui.getState().clearUnreadMark();
      try {
        await messages.getState().send(id, text);
      } catch (error) {
        if (!drafts.getState().texts.get(id)) drafts.getState().type(id, text);
        throw error;
      }
      await drafts.getState().flush();
    },

    /** Leaves the account that is open, with all that was typed kept. */
    async leave(how: 'logout' | 'close' | 'lock'): Promise<void> {
      await drafts.getState().flush();
      await session.getState()[how]();
    },

    /** To be called whenever the person does something: an account that locks by itself waits then. */
    noteActivity(): void {
      const isLocking = session.getState().session && settings.getState().settings.lockAfter > 0;
      if (!isLocking || now() - activeAt < ACTIVITY_MS) return;
      activeAt = now();
      inBackground(core.call('app.activity', {}));
    },
  };
}
