import { createStore } from 'zustand/vanilla';
import type { MessageId } from '../../src-main/contract/model.ts';

/** A message to be scrolled to. Another `turn` of the same message is another wish. */
export interface Target {
  id: MessageId;
  turn: number;
}

export interface ChatViewState {
  /** the messages chosen in the open chat; undefined while none are being chosen */
  selected: ReadonlySet<MessageId> | undefined;
  target: Target | undefined;
  /** how often the window was to be shaken */
  nudges: number;
  reset(): void;
  /** Begins to choose several, with this one. */
  select(id: MessageId): void;
  toggle(id: MessageId): void;
  endSelection(): void;
  goTo(id: MessageId): void;
  /** The list has done what was wished. */
  arrived(): void;
  applyRemoved(id: MessageId): void;
  applyNudge(): void;
}

export type ChatViewStore = ReturnType<typeof createChatViewStore>;

/** What the open chat shows beside its messages. */
export function createChatViewStore() {
  return createStore<ChatViewState>()((set, get) => ({
    selected: undefined,
    target: undefined,
    nudges: 0,
    reset: () => set({ selected: undefined, target: undefined }),
    select: (id) => set({ selected: new Set([id]) }),
    toggle: (id) => {
      const selected = new Set(get().selected);
      if (!selected.delete(id)) selected.add(id);
      set({ selected });
    },
    endSelection: () => set({ selected: undefined }),
    goTo: (id) => set({ target: { id, turn: (get().target?.turn ?? 0) + 1 } }),
    arrived: () => set({ target: undefined }),
    applyRemoved: (id) => {
      if (get().selected?.has(id)) get().toggle(id);
    },
    applyNudge: () => set({ nudges: get().nudges + 1 }),
  }));
}
