import { createStore } from 'zustand/vanilla';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { AccountId, Conversation } from '../../src-main/contract/model.ts';

export interface ConversationsState {
  conversations: ReadonlyMap<AccountId, Conversation>;
  load(): Promise<void>;
  reset(): void;
  apply(conversation: Conversation): void;
  applyRemoved(id: AccountId): void;
  /** Makes sure that there is a chat with that friend. */
  open(id: AccountId): Promise<Conversation>;
  /** Tells the core what has been seen. Seeing the same again is not told again. */
  markRead(id: AccountId, upTo: number): Promise<void>;
}

export type ConversationsStore = ReturnType<typeof createConversationsStore>;

export function createConversationsStore(core: CoreApi) {
  const readUpTo = new Map<AccountId, number>();
  return createStore<ConversationsState>()((set, get) => ({
    conversations: new Map(),
    load: async () => {
      const list = await core.call('conversations.list', {});
      set({ conversations: new Map(list.map((conversation) => [conversation.id, conversation])) });
    },
    reset: () => {
      readUpTo.clear();
      set({ conversations: new Map() });
    },
    apply: (conversation) => set({ conversations: new Map(get().conversations).set(conversation.id, conversation) }),
    applyRemoved: (id) => {
      readUpTo.delete(id);
      const conversations = new Map(get().conversations);
      conversations.delete(id);
      set({ conversations });
    },

    open: async (id) => {
      const conversation = get().conversations.get(id) ?? (await core.call('conversations.open', { id }));
      get().apply(conversation);
      return conversation;
    },
    markRead: async (id, upTo) => {
      const isSeen = upTo <= (readUpTo.get(id) ?? Number.NEGATIVE_INFINITY);
      if (isSeen || !get().conversations.get(id)?.unread) return;
      readUpTo.set(id, upTo);
      await core.call('conversations.markRead', { id, upTo });
    },
  }));
}
