import type { StorageProblem } from '../../../src-main/contract/errors.ts';
import type { AccountId, Message, NewDevice, Trust } from '../../../src-main/contract/model.ts';
import { friends, keyOf, me, newMessageId, sessionOf } from './people.ts';
import { busyWorld, lonelyWorld, type World, worldWithAccounts } from './world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Just registered: the recovery code is still to be written down. */
export function newcomerWorld(now: number): World {
  return {
    ...lonelyWorld(now),
    session: { ...sessionOf(me, now), deviceSince: now, isRecoveryConfirmed: false },
    unconfirmed: new Set([me.account]),
  };
}

/** Locked for want of activity. */
export function lockedWorld(now: number): World {
  return { ...worldWithAccounts(now), locked: keyOf(me) };
}

/** An installation without a keychain: every account wants its password at each start. */
export function worldWithoutKeychain(now: number): World {
  const world = worldWithAccounts(now);
  return {
    ...world,
    hasKeychain: false,
    remembered: world.remembered.map((known) => ({
      ...known,
      access: known.access === 'open' ? 'password' : known.access,
    })),
  };
}

/** The history of whichever account is opened cannot be. */
export function brokenWorld(storageProblem: StorageProblem): (now: number) => World {
  return (now) => ({ ...worldWithAccounts(now), storageProblem });
}

function withTrust(world: World, levels: ReadonlyMap<AccountId, Trust>): World {
  const contacts = [...world.contacts.values()].map((contact) => ({
    ...contact,
    trust: levels.get(contact.profile.account) ?? contact.trust,
  }));
  return { ...world, contacts: new Map(contacts.map((contact) => [contact.profile.account, contact])) };
}

function append(
  world: World,
  line: Pick<Message, 'kind' | 'sentAt'> & Partial<Message> & { conversation: AccountId },
): World {
  const order = (world.messages.findLast((message) => message.conversation === line.conversation)?.order ?? 0) + 1;
  const message: Message = {
    id: newMessageId(),
    order,
    own: false,
    author: line.own ? me.account : line.conversation,
    text: '',
    reactions: [],
    isPinned: false,
    state: 'received',
    ...line,
  };
  return { ...world, messages: [...world.messages, message] };
}

/** Every level of trust: compared, changed since, new keys by an administrator, and a friend who never signed in. */
export function trustWorld(now: number): World {
  const { hong, lei, ada, team } = friends;
  const levels = new Map<AccountId, Trust>([
    [hong.account, 'verified'],
    [lei.account, 'changed'],
    [team.account, 'none'],
  ]);
  let world: World = {
    ...withTrust(busyWorld(now), levels),
    verifiedAt: new Map([[hong.account, now - 12 * DAY]]),
    keyChanges: new Map([
      [lei.account, { count: 1, at: now - HOUR }],
      [ada.account, { count: 1, at: now - 2 * HOUR }],
    ]),
    opened: new Set([team.account]),
  };
  const lines = [
    { conversation: hong.account, kind: 'new-device', detail: 'verified', sentAt: now - HOUR / 4 },
    { conversation: ada.account, kind: 'new-device', detail: '', sentAt: now - 3 * HOUR },
    { conversation: lei.account, kind: 'keys-changed', detail: '', sentAt: now - HOUR },
    {
      conversation: lei.account,
      kind: 'text',
      own: true,
      text: '周五下午四点可以吗',
      state: 'failed',
      problem: 'keys-changed',
      sentAt: now - HOUR / 2,
    },
    { conversation: ada.account, kind: 'keys-changed', detail: 'reset', sentAt: now - 2 * HOUR },
    { conversation: ada.account, kind: 'unreadable', sentAt: now - HOUR },
    { conversation: ada.account, kind: 'missing', detail: '3', sentAt: now - HOUR },
    { conversation: ada.account, kind: 'text', text: 'Back again, on the new laptop.', sentAt: now - HOUR / 2 },
    {
      conversation: ada.account,
      kind: 'text',
      own: true,
      text: 'Good to see you.',
      state: 'failed',
      problem: 'untrusted-device',
      sentAt: now - HOUR / 3,
    },
  ] as const satisfies Parameters<typeof append>[1][];
  for (const line of lines) world = append(world, line);
  return world;
}

/** Signed in on a second device: what came before is on the first. */
export function secondDeviceWorld(now: number): World {
  const world = busyWorld(now);
  return {
    ...world,
    session: {
      ...sessionOf(me, now),
      deviceSince: now - 2 * DAY,
      newDevices: [{ device: 9 as NewDevice['device'], name: 'PHONE', address: '10.0.0.8', time: now - HOUR }],
    },
    messages: world.messages.filter(({ sentAt }) => sentAt > now - 2 * DAY),
  };
}
