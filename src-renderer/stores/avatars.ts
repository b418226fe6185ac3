import { createStore } from 'zustand/vanilla';
import type { CoreApi } from '../../src-main/contract/core.ts';
import { ContractError } from '../../src-main/contract/errors.ts';
import type { ConversationId } from '../../src-main/contract/model.ts';
import { pictureUrl } from '../model/picture.ts';

export interface AvatarsState {
  /** what an `img` shows, by the hash of the picture */
  urls: ReadonlyMap<string, string>;
  reset(): void;
  /** Fetches the picture of a person or a room, once. Initials stand in for what cannot be had. */
  ask(of: ConversationId, avatar: string): Promise<void>;
  /** Tries once more what could not be had: there is a connection now. */
  askAgain(): Promise<void>;
}

export type AvatarsStore = ReturnType<typeof createAvatarsStore>;

export function createAvatarsStore(core: CoreApi) {
  const asked = new Set<string>();
  const missing = new Map<string, ConversationId>();

  return createStore<AvatarsState>()((set, get) => ({
    urls: new Map(),
    reset: () => {
      asked.clear();
      missing.clear();
      set({ urls: new Map() });
    },
    ask: async (of, avatar) => {
      if (asked.has(avatar)) return;
      asked.add(avatar);
      try {
        const picture = await core.call('avatar.get', { of, avatar });
        const url = picture && pictureUrl(picture);
        if (url && asked.has(avatar)) set({ urls: new Map(get().urls).set(avatar, url) });
      } catch (error) {
        if (!(error instanceof ContractError)) throw error;
        missing.set(avatar, of);
      }
    },
    askAgain: async () => {
      const again = [...missing];
      missing.clear();
      for (const [avatar] of again) asked.delete(avatar);
      await Promise.all(again.map(([avatar, of]) => get().ask(of, avatar)));
    },
  }));
}
