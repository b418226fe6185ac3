/** The UI over the in-memory core, in the state that `?world=` names. For development; the built app has no such page. */

import { createMemoryCore, type MemoryCore } from './bridge/memory/memory.ts';
import { friends } from './bridge/memory/people.ts';
import {
  brokenWorld,
  lockedWorld,
  newcomerWorld,
  secondDeviceWorld,
  trustWorld,
  worldWithoutKeychain,
} from './bridge/memory/secured.ts';
import {
  busyWorld,
  emptyWorld,
  lonelyWorld,
  type World,
  worldWithAccounts,
  worldWithServer,
} from './bridge/memory/world.ts';
import { startWindow } from './start.tsx';
import type { Stores } from './stores/stores.ts';

interface Preview {
  world(now: number): World;
  /** What the person has done already. */
  begin?(stores: Stores): Promise<void> | void;
}

const { hong, lei, ada, team } = friends;

async function openFirstAccount({ session }: Stores): Promise<void> {
  const [account] = session.getState().remembered;
  if (account) await session.getState().open(account);
}

function broken(problem: Parameters<typeof brokenWorld>[0]): Preview {
  return { world: brokenWorld(problem), begin: openFirstAccount };
}

const previews: Record<string, Preview> = {
  empty: { world: emptyWorld },
  server: { world: worldWithServer },
  accounts: { world: worldWithAccounts },
  'no-keychain': { world: worldWithoutKeychain },
  forgot: { world: worldWithServer, begin: ({ ui }) => ui.getState().showAuth('forgot') },
  locked: { world: lockedWorld },
  'history-missing': broken('missing'),
  'history-damaged': broken('damaged'),
  'history-newer': broken('newer'),
  'history-other-keys': broken('other-keys'),
  'history-failed': broken('failed'),
  lonely: { world: lonelyWorld },
  busy: { world: busyWorld },
  recovery: { world: newcomerWorld, begin: ({ session }) => session.getState().setAsksRecovery(true) },
  'recovery-later': { world: newcomerWorld },
  'second-device': { world: secondDeviceWorld, begin: ({ openChat }) => openChat(ada.account) },
  'keys-changed': { world: trustWorld, begin: ({ openChat }) => openChat(lei.account) },
  lines: { world: trustWorld, begin: ({ openChat }) => openChat(ada.account) },
  verified: { world: trustWorld, begin: ({ openChat }) => openChat(hong.account) },
  'no-keys': { world: trustWorld, begin: ({ openChat }) => openChat(team.account) },
  safety: {
    world: trustWorld,
    begin: async ({ openChat, ui }) => {
      await openChat(ada.account);
      ui.getState().openDialog({ kind: 'safety', account: ada.account, name: ada.displayName });
    },
  },
  security: { world: busyWorld, begin: ({ ui }) => ui.getState().showSettings('security') },
};

declare global {
  interface Window {
    /** for the browser's console: make things happen */
    memory: MemoryCore;
    stores: Stores;
  }
}

const preview = previews[new URLSearchParams(location.search).get('world') ?? 'busy'] ?? { world: busyWorld };
window.memory = createMemoryCore({ world: preview.world });
window.stores = await startWindow(window.memory);
await preview.begin?.(window.stores);
