import { createStore } from 'zustand/vanilla';
import type { ConversationId, Message, MessageId, TextStyle } from '../../src-main/contract/model.ts';

export interface ComposingState {
  /** the message that what is being written answers, by chat */
  quotes: ReadonlyMap<ConversationId, Message>;
  /** how the next texts are to look */
  style: TextStyle;
  reset(): void;
  quote(message: Message): void;
  dropQuote(conversation: ConversationId): void;
  /** A message that is no more, or not what it was, cannot be answered. */
  applyGone(conversation: ConversationId, id: MessageId): void;
  setStyle(style: TextStyle): void;
}

export type ComposingStore = ReturnType<typeof createComposingStore>;

/** What goes with the words in the editors; only the words themselves are kept as drafts. */
export function createComposingStore() {
  return createStore<ComposingState>()((set, get) => ({
    quotes: new Map(),
    style: {},
    reset: () => set({ quotes: new Map(), style: {} }),
    quote: (message) => set({ quotes: new Map(get().quotes).set(message.conversation, message) }),
    dropQuote: (conversation) => {
      const quotes = new Map(get().quotes);
      if (quotes.delete(conversation)) set({ quotes });
    },
    applyGone: (conversation, id) => {
      if (get().quotes.get(conversation)?.id === id) get().dropQuote(conversation);
    },
    setStyle: (style) => set({ style }),
  }));
}
