import { createStore } from 'zustand/vanilla';
import type { CallArgs } from '../../src-main/contract/calls.ts';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { AccountId, Conversation, ConversationId, Message, MessageId } from '../../src-main/contract/model.ts';
import type { Extras } from '../model/extras.ts';
import { mergeMessages } from '../model/history.ts';
import { mergePinned } from '../model/pinned.ts';

const PAGE = 60;
/** the most that one page may have */
const LONG_PAGE = 500;

/** The loaded end of a chat's history. */
export interface History {
  messages: Message[];
  /** true when older messages are not loaded yet */
  more: boolean;
  loadingOlder: boolean;
  /** how many messages were put before those loaded first: keeps the list's place while it grows upwards */
  prepended: number;
}

export interface MessagesState {
  histories: ReadonlyMap<ConversationId, History>;
  /** the pinned messages of the chats that were opened, newest pin first */
  pinned: ReadonlyMap<ConversationId, Message[]>;
  reset(): void;
  apply(messages: Message[]): void;
  applyRemoved(conversation: ConversationId, id: MessageId): void;
  applyCleared(conversation: ConversationId): void;
  /** Loads the newest messages, back to the first unread one if that is not too far, and the pinned ones. */
  open(conversation: Pick<Conversation, 'id' | 'firstUnread'>): Promise<void>;
  loadOlder(conversation: ConversationId): Promise<void>;
  /** Loads back to a message. False when it is not in the chat any more. */
  loadTo(conversation: ConversationId, id: MessageId): Promise<boolean>;
  send(conversation: ConversationId, text: string, extras?: Extras): Promise<void>;
  forward(what: CallArgs<'messages.forward'>): Promise<void>;
  /** One text to many friends, each in their own chat. */
  broadcast(to: AccountId[], text: string): Promise<void>;
  retry(id: MessageId): Promise<void>;
  discard(id: MessageId): Promise<void>;
  recall(id: MessageId): Promise<void>;
  /** Deletes messages on this device only. */
  remove(ids: MessageId[]): Promise<void>;
  react(id: MessageId, emoji: string, on: boolean): Promise<void>;
  pin(id: MessageId, pinned: boolean): Promise<void>;
  nudge(account: AccountId): Promise<void>;
}

export type MessagesStore = ReturnType<typeof createMessagesStore>;

function byConversation(messages: Message[]): Map<ConversationId, Message[]> {
  return Map.groupBy(messages, (message) => message.conversation);
}

export function createMessagesStore(core: CoreApi) {
  /** older pages that are on their way */
  const loading = new Map<ConversationId, Promise<void>>();
  return createStore<MessagesState>()((set, get) => {
    function update(conversation: ConversationId, change: (history: History) => History): void {
      const history = get().histories.get(conversation);
      if (history) set({ histories: new Map(get().histories).set(conversation, change(history)) });
    }

    function updatePinned(conversation: ConversationId, change: (pinned: Message[]) => Message[]): void {
      const pinned = get().pinned.get(conversation);
      if (pinned) set({ pinned: new Map(get().pinned).set(conversation, change(pinned)) });
    }

    async function loadPinned(conversation: ConversationId): Promise<void> {
      const messages = await core.call('messages.pinned', { conversation });
      set({ pinned: new Map(get().pinned).set(conversation, messages) });
    }

    async function loadEnd({ id, firstUnread }: Pick<Conversation, 'id' | 'firstUnread'>): Promise<void> {
      let page = await core.call('messages.page', { conversation: id, limit: PAGE });
      if (firstUnread && page.more && !page.messages.some((message) => message.id === firstUnread)) {
        page = await core.call('messages.page', { conversation: id, limit: LONG_PAGE });
      }
      if (get().histories.has(id)) return;
      set({ histories: new Map(get().histories).set(id, { ...page, loadingOlder: false, prepended: 0 }) });
    }

    async function fetchBefore(conversation: ConversationId, before: number, limit: number): Promise<void> {
      update(conversation, (current) => ({ ...current, loadingOlder: true }));
      try {
        const { messages, more } = await core.call('messages.page', { conversation, before, limit });
        update(conversation, (current) => ({
          ...current,
          messages: [...messages, ...current.messages],
          more,
          prepended: current.prepended + messages.length,
        }));
      } finally {
        loading.delete(conversation);
        update(conversation, (current) => ({ ...current, loadingOlder: false }));
      }
    }

    /** Fetches older messages; while some are on their way already, waits for those. */
    async function loadBefore(conversation: ConversationId, limit: number): Promise<void> {
      const history = get().histories.get(conversation);
      const before = history?.messages[0]?.order;
      if (!history?.more || before === undefined) return;
      const underWay = loading.get(conversation) ?? fetchBefore(conversation, before, limit);
      loading.set(conversation, underWay);
      await underWay;
    }

    return {
      histories: new Map(),
      pinned: new Map(),
      reset: () => set({ histories: new Map(), pinned: new Map() }),
      apply: (messages) => {
        for (const [conversation, changed] of byConversation(messages)) {
          update(conversation, (history) => ({
            ...history,
            messages: mergeMessages(history.messages, changed, history.more),
          }));
          updatePinned(conversation, (pinned) => mergePinned(pinned, changed));
        }
      },
      applyRemoved: (conversation, id) => {
        const without = (messages: Message[]) => messages.filter((message) => message.id !== id);
        update(conversation, (history) => ({ ...history, messages: without(history.messages) }));
        updatePinned(conversation, without);
      },
      applyCleared: (conversation) => {
        const [histories, pinned] = [new Map(get().histories), new Map(get().pinned)];
        histories.delete(conversation);
        pinned.delete(conversation);
        set({ histories, pinned });
      },

      open: async (conversation) => {
        if (get().histories.has(conversation.id)) return;
        await Promise.all([loadEnd(conversation), loadPinned(conversation.id)]);
      },
      loadOlder: (conversation) => loadBefore(conversation, PAGE),
      loadTo: async (conversation, id) => {
        const isLoaded = () =>
          get()
            .histories.get(conversation)
            ?.messages.some((message) => message.id === id);
        if (isLoaded()) return true;
        const message = await core.call('messages.find', { id });
        if (message?.conversation !== conversation) return false;
        while (!isLoaded() && get().histories.get(conversation)?.more) await loadBefore(conversation, LONG_PAGE);
        return isLoaded() ?? false;
      },
      send: async (conversation, text, extras = {}) =>
        get().apply([await core.call('messages.send', { conversation, text, ...extras })]),
      forward: (what) => core.call('messages.forward', what),
      broadcast: (to, text) => core.call('messages.broadcast', { to, text }),
      retry: (id) => core.call('messages.retry', { id }),
      discard: (id) => core.call('messages.discard', { id }),
      recall: (id) => core.call('messages.recall', { id }),
      remove: (ids) => core.call('messages.delete', { ids }),
      react: (id, emoji, on) => core.call('messages.react', { id, emoji, on }),
      pin: (id, pinned) => core.call('messages.pin', { id, pinned }),
      nudge: (account) => core.call('messages.nudge', { conversation: account }),
    };
  });
}
