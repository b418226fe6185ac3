import { createStore } from 'zustand/vanilla';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { Conversation, ConversationId } from '../../src-main/contract/model.ts';

export interface ConversationsState {
  conversations: ReadonlyMap<ConversationId, Conversation>;
  load(): Promise<void>;
  reset(): void;
  /** Takes the core's word, and tells it when what it counts as unread has been seen: the count may come after the look. */
  apply(conversation: Conversation): Promise<void>;
  applyRemoved(id: ConversationId): void;
  /** Makes sure that there is a chat with that friend, with oneself or in that room. */
  open(id: ConversationId): Promise<Conversation>;
  /** Tells the core what has been seen. Seeing the same again is not told again. */
  markRead(id: ConversationId, upTo: number): Promise<void>;
  /** Counts as read what is in a chat now, seen or not. */
  markAllRead(id: ConversationId): Promise<void>;
  /** Keeps a chat above the others, or no longer. */
  setPinned(id: ConversationId, pinned: boolean): Promise<void>;
  /** Deletes the messages of a chat on this device. */
  clear(id: ConversationId): Promise<void>;
}

export type ConversationsStore = ReturnType<typeof createConversationsStore>;

export function createConversationsStore(core: CoreApi) {
  const seenUpTo = new Map<ConversationId, number>();
  const toldUpTo = new Map<ConversationId, number>();
  return createStore<ConversationsState>()((set, get) => ({
    conversations: new Map(),
    load: async () => {
      const list = await core.call('conversations.list', {});
      set({ conversations: new Map(list.map((conversation) => [conversation.id, conversation])) });
    },
    reset: () => {
      seenUpTo.clear();
      toldUpTo.clear();
      set({ conversations: new Map() });
    },
    apply: async (conversation) => {
      const { id } = conversation;
      set({ conversations: new Map(get().conversations).set(id, conversation) });
      const seen = seenUpTo.get(id);
      if (seen !== undefined) await get().markRead(id, seen);
    },
    applyRemoved: (id) => {
      seenUpTo.delete(id);
      toldUpTo.delete(id);
      const conversations = new Map(get().conversations);
      conversations.delete(id);
      set({ conversations });
    },

    open: async (id) => {
      const conversation = get().conversations.get(id) ?? (await core.call('conversations.open', { id }));
      await get().apply(conversation);
      return conversation;
    },
    markRead: async (id, upTo) => {
      seenUpTo.set(id, Math.max(upTo, seenUpTo.get(id) ?? upTo));
      const isTold = upTo <= (toldUpTo.get(id) ?? Number.NEGATIVE_INFINITY);
      if (isTold || !get().conversations.get(id)?.unread) return;
      toldUpTo.set(id, upTo);
      try {
        await core.call('conversations.markRead', { id, upTo });
      } catch (error) {
        toldUpTo.delete(id);
        throw error;
      }
    },
    markAllRead: (id) => core.call('conversations.markRead', { id, upTo: Number.MAX_SAFE_INTEGER }),
    setPinned: (id, pinned) => core.call('conversations.setPinned', { id, pinned }),
    clear: (id) => core.call('conversations.clear', { id }),
  }));
}
