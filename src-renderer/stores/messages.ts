import { createStore } from 'zustand/vanilla';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { AccountId, Conversation, Message, MessageId } from '../../src-main/contract/model.ts';
import { mergeMessages } from '../model/history.ts';

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
  histories: ReadonlyMap<AccountId, History>;
  reset(): void;
  apply(messages: Message[]): void;
  applyRemoved(conversation: AccountId, id: MessageId): void;
  applyCleared(conversation: AccountId): void;
  /** Loads the newest messages, back to the first unread one if that is not too far. */
  open(conversation: Pick<Conversation, 'id' | 'firstUnread'>): Promise<void>;
  loadOlder(conversation: AccountId): Promise<void>;
  send(conversation: AccountId, text: string): Promise<void>;
  retry(id: MessageId): Promise<void>;
  discard(id: MessageId): Promise<void>;
}

export type MessagesStore = ReturnType<typeof createMessagesStore>;

function byConversation(messages: Message[]): Map<AccountId, Message[]> {
  return Map.groupBy(messages, (message) => message.conversation);
}

export function createMessagesStore(core: CoreApi) {
  return createStore<MessagesState>()((set, get) => {
    function update(conversation: AccountId, change: (history: History) => History): void {
      const history = get().histories.get(conversation);
      if (history) set({ histories: new Map(get().histories).set(conversation, change(history)) });
    }

    return {
      histories: new Map(),
      reset: () => set({ histories: new Map() }),
      apply: (messages) => {
        for (const [conversation, changed] of byConversation(messages)) {
          update(conversation, (history) => ({
            ...history,
            messages: mergeMessages(history.messages, changed, history.more),
          }));
        }
      },
      applyRemoved: (conversation, id) =>
        update(conversation, (history) => ({
          ...history,
          messages: history.messages.filter((message) => message.id !== id),
        })),
      applyCleared: (conversation) => {
        const histories = new Map(get().histories);
        histories.delete(conversation);
        set({ histories });
      },

      open: async ({ id, firstUnread }) => {
        if (get().histories.has(id)) return;
        let page = await core.call('messages.page', { conversation: id, limit: PAGE });
        if (firstUnread && page.more && !page.messages.some((message) => message.id === firstUnread)) {
          page = await core.call('messages.page', { conversation: id, limit: LONG_PAGE });
        }
        if (get().histories.has(id)) return;
        set({ histories: new Map(get().histories).set(id, { ...page, loadingOlder: false, prepended: 0 }) });
      },
      loadOlder: async (conversation) => {
        const history = get().histories.get(conversation);
        const before = history?.messages[0]?.order;
        if (!history?.more || history.loadingOlder || before === undefined) return;
        update(conversation, (current) => ({ ...current, loadingOlder: true }));
        try {
          const { messages, more } = await core.call('messages.page', { conversation, before, limit: PAGE });
          update(conversation, (current) => ({
            ...current,
            messages: [...messages, ...current.messages],
            more,
            prepended: current.prepended + messages.length,
          }));
        } finally {
          update(conversation, (current) => ({ ...current, loadingOlder: false }));
        }
      },
      send: async (conversation, text) => get().apply([await core.call('messages.send', { conversation, text })]),
      retry: (id) => core.call('messages.retry', { id }),
      discard: (id) => core.call('messages.discard', { id }),
    };
  });
}
