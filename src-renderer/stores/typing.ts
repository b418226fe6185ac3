import { createStore } from 'zustand/vanilla';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { AccountId } from '../../src-main/contract/model.ts';
import type { Later } from './drafts.ts';

const SHOWN_MS = 6000;

export interface TypingState {
  /** who is typing to us now */
  typing: ReadonlySet<AccountId>;
  reset(): void;
  applyTyping(id: AccountId): void;
  applyStopped(id: AccountId): void;
  /** To be called at each stroke: the core tells the other every few seconds. */
  tell(id: AccountId): Promise<void>;
}

export type TypingStore = ReturnType<typeof createTypingStore>;

export function createTypingStore(core: CoreApi, later: Later) {
  const ends = new Map<AccountId, () => void>();

  return createStore<TypingState>()((set, get) => ({
    typing: new Set(),
    reset: () => {
      for (const id of [...ends.keys()]) get().applyStopped(id);
    },
    applyTyping: (id) => {
      ends.get(id)?.();
      ends.set(
        id,
        later(() => get().applyStopped(id), SHOWN_MS),
      );
      set({ typing: new Set(get().typing).add(id) });
    },
    applyStopped: (id) => {
      ends.get(id)?.();
      if (!ends.delete(id)) return;
      const typing = new Set(get().typing);
      typing.delete(id);
      set({ typing });
    },
    tell: (id) => core.call('messages.typing', { conversation: id }),
  }));
}
