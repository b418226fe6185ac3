/** The UI over the in-memory core, in the state that `?world=` names. For development; the built app has no such page. */

import { createMemoryCore, type MemoryCore } from './bridge/memory/memory.ts';
import { busyWorld, emptyWorld, lonelyWorld, worldWithAccounts, worldWithServer } from './bridge/memory/world.ts';
import { startWindow } from './start.tsx';

const worlds = {
  empty: emptyWorld,
  server: worldWithServer,
  accounts: worldWithAccounts,
  lonely: lonelyWorld,
  busy: busyWorld,
};

declare global {
  interface Window {
    /** for the browser's console: make things happen */
    memory: MemoryCore;
  }
}

function isWorld(name: string): name is keyof typeof worlds {
  return name in worlds;
}

const asked = new URLSearchParams(location.search).get('world') ?? 'busy';
window.memory = createMemoryCore({ world: isWorld(asked) ? worlds[asked] : busyWorld });
await startWindow(window.memory);
