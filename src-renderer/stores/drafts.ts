import { createStore } from 'zustand/vanilla';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { ConversationId } from '../../src-main/contract/model.ts';

const SAVE_AFTER_MS = 400;

/** Runs a function later; returns what calls it off. */
export type Later = (run: () => void, ms: number) => () => void;

export interface DraftsState {
  /** what is in the editor of each chat touched since the account was opened; the core has the others' drafts */
  texts: ReadonlyMap<ConversationId, string>;
  reset(): void;
  /** Takes over what was typed; it is stored a moment later. */
  type(id: ConversationId, text: string): void;
  /** Stores at once what is not stored yet. */
  flush(): Promise<void>;
}

export type DraftsStore = ReturnType<typeof createDraftsStore>;

export function createDraftsStore(core: CoreApi, later: Later) {
  const unsaved = new Set<ConversationId>();
  let cancel: (() => void) | undefined;

  return createStore<DraftsState>()((set, get) => ({
    texts: new Map(),
    reset: () => {
      cancel?.();
      unsaved.clear();
      set({ texts: new Map() });
    },
    type: (id, text) => {
      set({ texts: new Map(get().texts).set(id, text) });
      unsaved.add(id);
      cancel?.();
      cancel = later(() => get().flush(), SAVE_AFTER_MS);
    },
    flush: async () => {
      cancel?.();
      const ids = [...unsaved];
      unsaved.clear();
      const { texts } = get();
      await Promise.all(ids.map((id) => core.call('conversations.setDraft', { id, draft: texts.get(id) ?? '' })));
    },
  }));
}
