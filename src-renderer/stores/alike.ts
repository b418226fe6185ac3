import { createStore } from 'zustand/vanilla';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { AccountId } from '../../src-main/contract/model.ts';
import { alikeAmong, knownPeople, type PeopleAtHand } from '../model/alike.ts';

/** Texts that are asked about at once. */
const AT_ONCE = 1000;

export interface AlikeState {
  /** people who go by a name that looks like another's: shown with what is theirs alone */
  alike: ReadonlySet<AccountId>;
  reset(): void;
  /** Somebody came, went, or has another name. */
  look(at: PeopleAtHand): Promise<void>;
}

export type AlikeStore = ReturnType<typeof createAlikeStore>;

const nobody: ReadonlySet<AccountId> = new Set();

function isSame(one: ReadonlySet<AccountId>, other: ReadonlySet<AccountId>): boolean {
  return one.size === other.size && [...one].every((account) => other.has(account));
}

export function createAlikeStore(core: CoreApi) {
  const looks = new Map<string, string>();
  /** counts what was looked at: an older answer says nothing */
  let turn = 0;

  async function learn(texts: string[]): Promise<void> {
    for (let from = 0; from < texts.length; from += AT_ONCE) {
      const some = texts.slice(from, from + AT_ONCE);
      const answers = await core.call('names.looks', { texts: some });
      for (const [index, text] of some.entries()) looks.set(text, answers[index] ?? '');
    }
  }

  return createStore<AlikeState>()((set, get) => ({
    alike: nobody,
    reset: () => {
      turn++;
      looks.clear();
      set({ alike: nobody });
    },
    look: async (at) => {
      const own = ++turn;
      const known = knownPeople(at);
      const unknown = new Set(known.flatMap(({ names }) => names).filter((name) => !looks.has(name)));
      if (unknown.size > 0) await learn([...unknown]);
      if (own !== turn) return;
      const alike = alikeAmong(known, (text) => looks.get(text));
      if (!isSame(alike, get().alike)) set({ alike });
    },
  }));
}
