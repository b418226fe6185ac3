/**
 * The UI over the in-memory core, in the state that `?world=` names. For development; the built app has no such page.
 */

import type { ConversationId } from '../src-main/contract/model.ts';
import { mediaWorld } from './bridge/memory/media.ts';
import { createMemoryCore, type MemoryCore } from './bridge/memory/memory.ts';
import { friends, me } from './bridge/memory/people.ts';
import {
  brokenWorld,
  lockedWorld,
  newcomerWorld,
  secondDeviceWorld,
  trustWorld,
  worldWithoutKeychain,
} from './bridge/memory/secured.ts';
import { ownRoom, socialWorld } from './bridge/memory/social.ts';
import { talkRooms, talkWorld } from './bridge/memory/talk.ts';
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
import type { OpenDialog } from './stores/ui.ts';

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

/** The chat with that person, in that room, or with oneself is open. */
function talk(id: ConversationId): Preview {
  return { world: talkWorld, begin: ({ openChat }) => openChat(id) };
}

function dialogIn(dialog: OpenDialog): Preview {
  return { world: socialWorld, begin: ({ ui }) => ui.getState().openDialog(dialog) };
}

const previews: Record<string, Preview> = {
  empty: { world: emptyWorld },
  server: { world: worldWithServer },
  accounts: { world: worldWithAccounts },
  'no-keychain': { world: worldWithoutKeychain },
  'server-moved': {
    world: worldWithServer,
    begin: async () => {
      await window.memory.call('server.offer', { host: '203.0.113.7', port: 6498, fingerprint: 'F'.repeat(43) });
    },
  },
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
  room: talk(talkRooms.lab),
  'room-muted': talk(talkRooms.muted),
  'room-muted-all': talk(talkRooms.mutedAll),
  'room-left': talk(talkRooms.left),
  'room-disbanded': talk(talkRooms.disbanded),
  'room-forked': talk(talkRooms.forked),
  'room-joined': talk(talkRooms.joined),
  depth: talk(hong.account),
  saved: talk(me.account),
  social: { world: socialWorld, begin: ({ ui }) => ui.getState().showContact(hong.account) },
  'social-requests': { world: socialWorld, begin: ({ ui }) => ui.getState().showContact('requests') },
  add: dialogIn({ kind: 'add-friend', query: '' }),
  'add-approval': dialogIn({ kind: 'add-friend', query: '校辩论队' }),
  'add-mine': dialogIn({ kind: 'add-friend', query: '', tab: 'mine' }),
  'create-room': dialogIn({ kind: 'create-room' }),
  broadcast: dialogIn({ kind: 'broadcast' }),
  'delete-account': dialogIn({ kind: 'delete-account' }),
  'room-panel': {
    world: socialWorld,
    begin: async ({ openChat, ui }) => {
      await openChat(ownRoom);
      ui.getState().setRoomPanel(true);
    },
  },
  media: { world: mediaWorld, begin: ({ openChat }) => openChat(hong.account) },
  attach: {
    world: mediaWorld,
    begin: async ({ openChat, staging, ui }) => {
      await openChat(hong.account);
      const report = new File(['x'.repeat(48_000)], '实验报告-终稿-第三组.docx');
      staging.getState().add(hong.account, [report, new File([], '空文件.txt'), { folder: '照片' }], false);
      ui.getState().openDialog({ kind: 'attach', chat: hong.account });
    },
  },
  viewer: {
    world: mediaWorld,
    begin: async ({ openChat, transfers, ui }) => {
      await openChat(hong.account);
      const { files } = await transfers.getState().pictures(hong.account);
      const [newest] = files;
      if (newest) ui.getState().openDialog({ kind: 'viewer', chat: hong.account, message: newest.message });
    },
  },
  'media-room': { world: mediaWorld, begin: ({ openChat }) => openChat(talkRooms.lab) },
  profile: { world: socialWorld, begin: ({ ui }) => ui.getState().showSettings('profile') },
  privacy: { world: socialWorld, begin: ({ ui }) => ui.getState().showSettings('privacy') },
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
