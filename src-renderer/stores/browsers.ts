import { createStore } from 'zustand/vanilla';
import type { BrowserSession, Browsers } from '../../src-main/contract/browsers.ts';

/** Who uses the account in browsers of this machine. */
export interface BrowsersState {
  /** This tab comes first. The others follow, the newest before the older. Electron has one window and no such list. */
  sessions: BrowserSession[];
  apply(sessions: BrowserSession[]): void;
  end(id: number): Promise<void>;
  /** The person knows of this one, and of those before it. */
  note(id: number): Promise<void>;
}

export type BrowsersStore = ReturnType<typeof createBrowsersStore>;

/** One that was opened beside this tab and of which the person has not taken note: the first of them. */
export function newBrowser({ sessions }: BrowsersState): BrowserSession | undefined {
  return sessions.filter(({ isNew }) => isNew).toSorted((a, b) => a.id - b.id)[0];
}

function thisFirst(a: BrowserSession, b: BrowserSession): number {
  return Number(b.isThis) - Number(a.isThis) || b.id - a.id;
}

export function createBrowsersStore(browsers: Browsers | undefined) {
  return createStore<BrowsersState>()((set) => ({
    sessions: [],
    apply: (sessions) => set({ sessions: sessions.toSorted(thisFirst) }),
    end: async (id) => browsers?.end(id),
    note: async (id) => browsers?.note(id),
  }));
}
