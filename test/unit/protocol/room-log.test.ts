import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type AccountId,
  applyRecord,
  beginRoom,
  checkRecord,
  decodeRecord,
  devicesDigest,
  encodeRecord,
  hashAfter,
  headOf,
  isAllowed,
  mayWrite,
  type RecordProblem,
  ROOM_EDITION,
  ROOM_MUTE_LIMIT_MS,
  type RoomAction,
  type RoomHead,
  type RoomId,
  type RoomRecord,
  type RoomState,
  type SignedRecord,
  signedBytes,
  signerOf,
} from '../../../protocol/index.ts';

const ROOM = -20_001 as RoomId;
const [OWNER, ADMIN, OTHER_ADMIN, MEMBER, OTHER, STRANGER] = [1, 2, 3, 4, 5, 6] as AccountId[] as [
  AccountId,
  AccountId,
  AccountId,
  AccountId,
  AccountId,
  AccountId,
];
const NOW = 1_000_000;
const OPEN = { entry: 'open', question: '', membersInvite: false } as const;

const keyOf = (account: AccountId) => Buffer.alloc(33, account);

function sign(record: RoomRecord): SignedRecord {
  return { record: encodeRecord(record), signature: randomBytes(64) };
}

/** As versions wrote it that knew no editions. */
function signOld({ edition: _, ...record }: RoomRecord): SignedRecord {
  return sign(record);
}

function create(rules: Extract<RoomAction, { kind: 'rules' }>['rules'] = OPEN): SignedRecord {
  const action = { kind: 'create', name: 'physics', nonce: randomBytes(16), rules, identity: keyOf(OWNER) } as const;
  return sign({ v: 1, edition: ROOM_EDITION, author: OWNER, at: NOW, action });
}

function begin(first = create()): RoomState {
  const state = beginRoom(first);
  if (typeof state === 'string') throw new Error(state);
  return state;
}

function record(state: RoomState, author: AccountId, action: RoomAction, follows = headOf(state)): RoomRecord {
  return { v: 1, edition: ROOM_EDITION, room: ROOM, author, at: NOW, follows, action };
}

/** Adds a record at the end, or where it says. */
function tell(state: RoomState, author: AccountId, action: RoomAction, follows?: RoomHead): RecordProblem | undefined {
  return applyRecord(ROOM, state, sign(record(state, author, action, follows)));
}

function add(...accounts: AccountId[]): RoomAction {
  return { kind: 'add', members: accounts.map((account) => ({ account, identity: keyOf(account) })) };
}

/** A room with an owner, two admins and two members. */
function staffed(rules?: Parameters<typeof create>[0]): RoomState {
  const state = begin(create(rules));
  expect(tell(state, OWNER, add(ADMIN, OTHER_ADMIN, MEMBER, OTHER))).toBeUndefined();
  for (const account of [ADMIN, OTHER_ADMIN]) {
    expect(tell(state, OWNER, { kind: 'role', account, role: 'admin' })).toBeUndefined();
  }
  return state;
}

function rolesOf({ members }: RoomState): [AccountId, string][] {
  return [...members].map(([account, { role }]) => [account, role]);
}

type Outcome = RecordProblem | 'done';

/** What comes of each action by the owner, an admin, a member and somebody who is not in the room. */
const permissions: [name: string, action: RoomAction, outcomes: [Outcome, Outcome, Outcome, Outcome]][] = [
  [
    'create',
    decodeRecord(create().record)?.action ?? { kind: 'leave' },
    ['not-allowed', 'not-allowed', 'not-allowed', 'not-member'],
  ],
  ['add', add(STRANGER), ['done', 'done', 'not-allowed', 'not-member']],
  ['add a member', add(OTHER), ['already-member', 'already-member', 'not-allowed', 'not-member']],
  ['add twice', add(STRANGER, STRANGER), ['malformed', 'malformed', 'not-allowed', 'not-member']],
  ['join', { kind: 'join', identity: keyOf(STRANGER) }, ['already-member', 'already-member', 'already-member', 'done']],
  ['leave', { kind: 'leave' }, ['not-allowed', 'done', 'done', 'not-member']],
  ['card', { kind: 'card', name: 'me' }, ['done', 'done', 'done', 'not-member']],
  ['remove a member', { kind: 'remove', account: OTHER }, ['done', 'done', 'not-allowed', 'not-member']],
  ['remove an admin', { kind: 'remove', account: OTHER_ADMIN }, ['done', 'not-allowed', 'not-allowed', 'not-member']],
  ['remove the owner', { kind: 'remove', account: OWNER }, ['not-allowed', 'not-allowed', 'not-allowed', 'not-member']],
  ['remove nobody', { kind: 'remove', account: STRANGER }, ['not-allowed', 'not-allowed', 'not-allowed', 'not-member']],
  [
    'rekey',
    { kind: 'rekey', member: { account: OTHER, identity: keyOf(STRANGER) } },
    ['done', 'done', 'not-allowed', 'not-member'],
  ],
  [
    'rekey nobody',
    { kind: 'rekey', member: { account: STRANGER, identity: keyOf(STRANGER) } },
    ['not-allowed', 'not-allowed', 'not-allowed', 'not-member'],
  ],
  [
    'rekey an admin',
    { kind: 'rekey', member: { account: OTHER_ADMIN, identity: keyOf(STRANGER) } },
    ['done', 'not-allowed', 'not-allowed', 'not-member'],
  ],
  [
    'rekey the owner',
    { kind: 'rekey', member: { account: OWNER, identity: keyOf(STRANGER) } },
    ['not-allowed', 'not-allowed', 'not-allowed', 'not-member'],
  ],
  [
    'make an admin',
    { kind: 'role', account: OTHER, role: 'admin' },
    ['done', 'not-allowed', 'not-allowed', 'not-member'],
  ],
  [
    'take a role',
    { kind: 'role', account: OTHER_ADMIN, role: 'member' },
    ['done', 'not-allowed', 'not-allowed', 'not-member'],
  ],
  [
    'make a stranger admin',
    { kind: 'role', account: STRANGER, role: 'admin' },
    ['not-member', 'not-allowed', 'not-allowed', 'not-member'],
  ],
  [
    'degrade the owner',
    { kind: 'role', account: OWNER, role: 'member' },
    ['not-allowed', 'not-allowed', 'not-allowed', 'not-member'],
  ],
  ['transfer', { kind: 'transfer', account: OTHER }, ['done', 'not-allowed', 'not-allowed', 'not-member']],
  [
    'transfer to a stranger',
    { kind: 'transfer', account: STRANGER },
    ['not-member', 'not-allowed', 'not-allowed', 'not-member'],
  ],
  [
    'transfer to the owner',
    { kind: 'transfer', account: OWNER },
    ['not-allowed', 'not-allowed', 'not-allowed', 'not-member'],
  ],
  ['disband', { kind: 'disband' }, ['done', 'not-allowed', 'not-allowed', 'not-member']],
  ['rename', { kind: 'rename', name: 'chemistry' }, ['done', 'done', 'not-allowed', 'not-member']],
  ['rules', { kind: 'rules', rules: { ...OPEN, entry: 'closed' } }, ['done', 'done', 'not-allowed', 'not-member']],
  ['avatar', { kind: 'avatar', hash: Buffer.alloc(32) }, ['done', 'done', 'not-allowed', 'not-member']],
  ['mute all', { kind: 'mute-all', on: true }, ['done', 'done', 'not-allowed', 'not-member']],
  ['mute a member', { kind: 'mute', account: OTHER, until: NOW + 1 }, ['done', 'done', 'not-allowed', 'not-member']],
  [
    'mute too long',
    { kind: 'mute', account: OTHER, until: NOW + ROOM_MUTE_LIMIT_MS + 1 },
    ['malformed', 'malformed', 'not-allowed', 'not-member'],
  ],
  [
    'mute an admin',
    { kind: 'mute', account: OTHER_ADMIN, until: NOW + 1 },
    ['done', 'not-allowed', 'not-allowed', 'not-member'],
  ],
  [
    'mute the owner',
    { kind: 'mute', account: OWNER, until: NOW + 1 },
    ['not-allowed', 'not-allowed', 'not-allowed', 'not-member'],
  ],
];

describe('who may do what', () => {
  it.each(permissions)('%s', (_name, action, outcomes) => {
    for (const [index, author] of [OWNER, ADMIN, MEMBER, STRANGER].entries()) {
      const state = staffed();
      const before = structuredClone(state);
      const expected = outcomes[index];
      expect(checkRecord(ROOM, state, record(state, author, action)) ?? 'done').toBe(expected);
      expect(tell(state, author, action) ?? 'done').toBe(expected);
      if (expected === 'done') expect(headOf(state).seq).toBe(headOf(before).seq + 1);
      else expect(structuredClone(state)).toEqual(before);
    }
  });

  it('names every action', () => {
    const kinds = new Set(permissions.map(([, { kind }]) => kind));
    const all = 'create add join leave remove rekey role transfer disband rename rules avatar mute mute-all card';
    expect([...kinds].toSorted()).toEqual(all.split(' ').toSorted());
  });

  it('lets members add where the rules say so', () => {
    const state = staffed({ ...OPEN, membersInvite: true });
    expect(isAllowed(state, MEMBER, add(STRANGER))).toBe(true);
    expect(tell(state, MEMBER, add(STRANGER))).toBeUndefined();
  });

  it.each(['approval', 'closed'] as const)('lets nobody join a room that is %s', (entry) => {
    const state = staffed({ ...OPEN, entry });
    expect(tell(state, STRANGER, { kind: 'join', identity: keyOf(STRANGER) })).toBe('closed');
  });
});

describe('a log of edition 1', () => {
  const vouch: RoomAction = { kind: 'rekey', member: { account: OWNER, identity: keyOf(STRANGER) } };
  const tellOld = (state: RoomState, author: AccountId, action: RoomAction) =>
    applyRecord(ROOM, state, signOld(record(state, author, action)));

  /** A room with an admin, as versions made it that knew no editions. */
  function old(): RoomState {
    const state = begin(signOld(decodeRecord(create().record) ?? record(begin(), OWNER, { kind: 'leave' })));
    expect(tellOld(state, OWNER, add(ADMIN, MEMBER))).toBeUndefined();
    expect(tellOld(state, OWNER, { kind: 'role', account: ADMIN, role: 'admin' })).toBeUndefined();
    return state;
  }

  it('goes on holding, with an admin who vouched for the owner and what the owner did then', () => {
    const state = old();
    expect(tellOld(state, MEMBER, vouch)).toBe('not-allowed');
    expect(tellOld(state, ADMIN, vouch)).toBeUndefined();
    expect(Buffer.from(state.members.get(OWNER)?.identity ?? [])).toEqual(keyOf(STRANGER));
    expect(tellOld(state, OWNER, { kind: 'role', account: MEMBER, role: 'admin' })).toBeUndefined();
  });

  it.each([
    ['the owner', OWNER, { kind: 'rename', name: 'chemistry' }],
    ['any member', MEMBER, { kind: 'card', name: 'Monitor' }],
  ] as const)('is one of edition 2 from the first such record on, by %s', (_, author, action) => {
    const state = old();
    expect(tell(state, author, action)).toBeUndefined();
    expect(tellOld(state, ADMIN, vouch)).toBe('not-allowed');
    expect(tellOld(state, ADMIN, { kind: 'rekey', member: { account: MEMBER, identity: keyOf(6 as AccountId) } })).toBe(
      undefined,
    );
  });

  it('does not begin a new edition with what the new one refuses', () => {
    const state = old();
    expect(tell(state, ADMIN, vouch)).toBe('not-allowed');
    expect(state.edition).toBe(1);
  });
});

describe('what a record does', () => {
  it('to members: their roles, keys, cards and when they came', () => {
    const state = staffed();
    expect(state.members.get(MEMBER)).toEqual({
      role: 'member',
      identity: expect.objectContaining({ length: 33 }),
      card: '',
      mutedUntil: 0,
      since: 1,
    });
    tell(state, MEMBER, { kind: 'card', name: 'Monitor' });
    tell(state, ADMIN, { kind: 'rekey', member: { account: MEMBER, identity: keyOf(STRANGER) } });
    tell(state, OWNER, { kind: 'role', account: MEMBER, role: 'admin' });
    tell(state, OWNER, { kind: 'mute', account: MEMBER, until: NOW + 5 });
    expect(state.members.get(MEMBER)).toMatchObject({ role: 'admin', card: 'Monitor', mutedUntil: NOW + 5, since: 1 });
    expect(Buffer.from(state.members.get(MEMBER)?.identity ?? [])).toEqual(keyOf(STRANGER));
    tell(state, OWNER, { kind: 'transfer', account: MEMBER });
    expect(rolesOf(state)).toContainEqual([OWNER, 'admin']);
    expect(state.members.get(MEMBER)).toMatchObject({ role: 'owner', mutedUntil: 0 });
  });

  it('to the room: name, rules, picture, silence and end', () => {
    const state = staffed();
    const hash = Buffer.alloc(32, 9);
    const rules = { entry: 'approval', question: 'Why?', membersInvite: true } as const;
    tell(state, ADMIN, { kind: 'rename', name: 'chemistry' });
    tell(state, ADMIN, { kind: 'rules', rules });
    tell(state, ADMIN, { kind: 'avatar', hash });
    tell(state, ADMIN, { kind: 'mute-all', on: true });
    expect(state).toMatchObject({ name: 'chemistry', rules, isMutedForAll: true, isDisbanded: false });
    expect(Buffer.from(state.avatar ?? [])).toEqual(hash);
    tell(state, ADMIN, { kind: 'avatar' });
    expect(state.avatar).toBeUndefined();
    tell(state, OWNER, { kind: 'disband' });
    expect(state.isDisbanded).toBe(true);
    for (const author of [OWNER, MEMBER, STRANGER]) expect(tell(state, author, { kind: 'leave' })).toBe('closed');
    expect(tell(state, STRANGER, { kind: 'join', identity: keyOf(STRANGER) })).toBe('closed');
  });

  it('to who may write', () => {
    const state = staffed();
    expect(mayWrite(state, STRANGER, NOW)).toBe(false);
    tell(state, OWNER, { kind: 'mute', account: MEMBER, until: NOW + 10 });
    expect([NOW + 9, NOW + 10].map((now) => mayWrite(state, MEMBER, now))).toEqual([false, true]);
    tell(state, OWNER, { kind: 'mute', account: MEMBER, until: 0 });
    expect(mayWrite(state, MEMBER, NOW)).toBe(true);
    tell(state, OWNER, { kind: 'mute-all', on: true });
    expect([OWNER, ADMIN, MEMBER].map((account) => mayWrite(state, account, NOW))).toEqual([true, true, false]);
    tell(state, OWNER, { kind: 'disband' });
    expect(mayWrite(state, OWNER, NOW)).toBe(false);
  });
});

describe('the chain', () => {
  it('begins with one record that creates, and nothing else', () => {
    const state = staffed();
    const notFirst = [
      sign(record(state, OWNER, { kind: 'leave' })),
      sign({ v: 1, author: OWNER, at: NOW, action: { kind: 'leave' } }),
      sign({
        ...record(state, OWNER, add(STRANGER)),
        action: decodeRecord(create().record)?.action ?? { kind: 'leave' },
      }),
      { record: randomBytes(40), signature: randomBytes(64) },
      { record: Buffer.alloc(0), signature: randomBytes(64) },
    ];
    for (const signed of notFirst) expect(beginRoom(signed)).toBe('malformed');
  });

  it('takes no record of another room, and none that follows nothing', () => {
    const state = staffed();
    const muted = record(state, OWNER, { kind: 'mute-all', on: true });
    const { follows: _, ...loose } = muted;
    for (const wrong of [loose, { ...muted, room: -20_002 as RoomId }]) {
      expect(applyRecord(ROOM, state, sign(wrong))).toBe('malformed');
    }
    expect(applyRecord(ROOM, state, { record: randomBytes(40), signature: randomBytes(64) })).toBe('malformed');
    expect(applyRecord(ROOM, state, sign({ ...muted, v: 2 } as never))).toBe('malformed');
  });

  it('takes every record once', () => {
    const state = staffed();
    const signed = sign(record(state, OWNER, { kind: 'mute-all', on: true }));
    expect(applyRecord(ROOM, state, signed)).toBeUndefined();
    expect(applyRecord(ROOM, state, signed)).toBe('stale');
    expect(tell(state, OWNER, { kind: 'mute-all', on: false })).toBeUndefined();
    expect(applyRecord(ROOM, state, signed)).toBe('stale');
  });

  it('does not bring back who has left, or was removed, by what they signed before', () => {
    const state = staffed();
    const joining = sign(record(state, STRANGER, { kind: 'join', identity: keyOf(STRANGER) }));
    expect(applyRecord(ROOM, state, joining)).toBeUndefined();
    const leaving = sign(record(state, STRANGER, { kind: 'leave' }));
    expect(applyRecord(ROOM, state, leaving)).toBeUndefined();
    expect(applyRecord(ROOM, state, joining)).toBe('stale');
    expect(tell(state, STRANGER, { kind: 'join', identity: keyOf(STRANGER) })).toBeUndefined();
    expect(applyRecord(ROOM, state, leaving)).toBe('stale');
    const again = sign(record(state, STRANGER, { kind: 'join', identity: keyOf(STRANGER) }));
    expect(tell(state, ADMIN, { kind: 'remove', account: STRANGER })).toBeUndefined();
    expect(applyRecord(ROOM, state, again)).toBe('stale');
  });

  it('does not undo a card with an older one', () => {
    const state = staffed();
    const before = headOf(state);
    expect(tell(state, MEMBER, { kind: 'card', name: 'one' })).toBeUndefined();
    expect(tell(state, MEMBER, { kind: 'card', name: 'two' }, before)).toBe('stale');
  });

  it('lets people come, go and be called while others change the room, and nothing else', () => {
    const state = staffed();
    const before = headOf(state);
    tell(state, OWNER, { kind: 'rename', name: 'chemistry' });
    expect(tell(state, STRANGER, { kind: 'join', identity: keyOf(STRANGER) }, before)).toBeUndefined();
    expect(tell(state, MEMBER, { kind: 'card', name: 'me' }, before)).toBeUndefined();
    expect(tell(state, OTHER, { kind: 'leave' }, before)).toBeUndefined();
    expect(tell(state, OWNER, { kind: 'mute-all', on: true }, before)).toBe('stale');
    expect(tell(state, ADMIN, { kind: 'remove', account: MEMBER }, before)).toBe('stale');
  });

  it('tells two histories of one room apart', () => {
    const first = create();
    const [one, other] = [begin(first), begin(first)];
    expect(headOf(one)).toEqual(headOf(other));
    expect(headOf(begin(create()))).not.toEqual(headOf(one));
    tell(one, OWNER, add(MEMBER));
    tell(other, OWNER, add(STRANGER));
    expect(headOf(one).seq).toBe(headOf(other).seq);
    expect(headOf(one).hash).not.toEqual(headOf(other).hash);
    const signed = sign(record(one, OWNER, { kind: 'mute-all', on: true }));
    expect(applyRecord(ROOM, other, signed)).toBe('stale');
    expect(tell(other, STRANGER, { kind: 'leave' }, headOf(one))).toBe('stale');
  });

  it('covers record and signature', () => {
    const signed = create();
    const before = Buffer.alloc(32, 1);
    const hash = hashAfter(before, signed);
    expect(hashAfter(before, { ...signed, signature: randomBytes(64) })).not.toEqual(hash);
    expect(hashAfter(before, { ...signed, record: randomBytes(9) })).not.toEqual(hash);
    expect(hashAfter(Buffer.alloc(32, 2), signed)).not.toEqual(hash);
    expect(hashAfter(before, signed)).toEqual(hash);
  });
});

describe('signatures', () => {
  it('are of bytes that nothing else signs', () => {
    expect(Buffer.from(signedBytes(Buffer.from('x')))).toEqual(Buffer.from('miyu/1 room record\0x'));
  });

  it('are by the key the log has for the author, or the one a newcomer brings', () => {
    const state = staffed();
    const by = (author: AccountId, action: RoomAction) => {
      const key = signerOf(state, record(state, author, action));
      return key && Buffer.from(key);
    };
    expect(by(MEMBER, { kind: 'leave' })).toEqual(keyOf(MEMBER));
    expect(by(STRANGER, { kind: 'leave' })).toBeUndefined();
    expect(by(STRANGER, { kind: 'join', identity: keyOf(9 as AccountId) })).toEqual(keyOf(9 as AccountId));
    tell(state, OWNER, { kind: 'rekey', member: { account: MEMBER, identity: keyOf(OTHER) } });
    expect(by(MEMBER, { kind: 'leave' })).toEqual(keyOf(OTHER));
  });
});

describe('the digest of devices', () => {
  it('is the same in any order, and another for others', () => {
    const digest = devicesDigest([3, 1, 2_000_000_000] as never[]);
    expect(digest).toHaveLength(16);
    expect(devicesDigest([2_000_000_000, 3, 1] as never[])).toEqual(digest);
    expect(devicesDigest([3, 1] as never[])).not.toEqual(digest);
    expect(devicesDigest([])).toHaveLength(16);
  });
});
