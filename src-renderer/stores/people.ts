import { createStore } from 'zustand/vanilla';
import type { CoreApi } from '../../src-main/contract/core.ts';
import { ContractError } from '../../src-main/contract/errors.ts';
import type { AccountId, Profile } from '../../src-main/contract/model.ts';

export interface PeopleState {
  /** people who are neither friends nor members of a room at hand, but have a name to be shown */
  profiles: ReadonlyMap<AccountId, Profile>;
  reset(): void;
  /** Asks who that is, once. Whoever is not known to anybody goes by the number. */
  ask(account: AccountId): Promise<void>;
}

export type PeopleStore = ReturnType<typeof createPeopleStore>;

export function createPeopleStore(core: CoreApi) {
  const asked = new Set<AccountId>();
  return createStore<PeopleState>()((set, get) => ({
    profiles: new Map(),
    reset: () => {
      asked.clear();
      set({ profiles: new Map() });
    },
    ask: async (account) => {
      if (asked.has(account)) return;
      asked.add(account);
      try {
        const profile = await core.call('profile.get', { account });
        set({ profiles: new Map(get().profiles).set(account, profile) });
      } catch (error) {
        if (error instanceof ContractError && error.code === 'not-found') return;
        asked.delete(account);
        throw error;
      }
    },
  }));
}
