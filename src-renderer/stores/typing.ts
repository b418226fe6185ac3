import { createStore } from 'zustand/vanilla';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { AccountId } from '../../src-main/contract/model.ts';
import type { Later } from './drafts.ts';

const SHOWN_MS = 6000;
const TOLD_EVERY_MS = 3000;

export interface TypingState {
  /** who is typing to us now */
  typing: ReadonlySet<AccountId>;
  reset(): void;
  applyTyping(id: AccountId): void;
  applyStopped(id: AccountId): void;
  /** Tells the other that we type, at most every few seconds. */
  tell(id: AccountId): Promise<void>;
}

export type TypingStore = ReturnType<typeof createTypingStore>;

export function createTypingStore(core: CoreApi, later: Later, now: () => number) {
  const ends = new Map<AccountId, () => void>();
  const toldAt = new Map<AccountId, number>();

  return createStore<TypingState>()((set, get) => ({
    typing: new Set(),
    reset: () => {
      for (const id of [...ends.keys()]) get().applyStopped(id);
      toldAt.clear();
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
    tell: async (id) => {
      if (now() - (toldAt.get(id) ?? Number.NEGATIVE_INFINITY) < TOLD_EVERY_MS) return;
      toldAt.set(id, now());
      await core.call('messages.typing', { conversation: id });
    },
  }));
}
