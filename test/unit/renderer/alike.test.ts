import { describe, expect, it } from 'vitest';
import type { AccountId, Contact, Profile } from '../../../src-main/contract/model.ts';
import { alikeAmong, knownPeople, type PeopleAtHand } from '../../../src-renderer/model/alike.ts';
import { memberName, nameOf } from '../../../src-renderer/model/names.ts';
import { createAlikeStore } from '../../../src-renderer/stores/alike.ts';
import { FakeCore } from '../../support/fake-core.ts';

const [MING, HONG, LEI] = [10001, 10002, 10003] as [AccountId, AccountId, AccountId];

function person(account: AccountId, name: string, displayName = name): Profile {
  return { account, name, displayName, signature: '' };
}

function friend(profile: Profile, remark?: string): Contact {
  return { profile, presence: 'online', since: 1, trust: 'server', ...(remark && { remark }) };
}

const nobody: PeopleAtHand = { me: undefined, contacts: [], requests: [], roomRequests: [], rooms: [], strangers: [] };
const ming = person(MING, 'ming', '小明');

/** Those who look alike where only capitals make no difference. */
function alike(at: Partial<PeopleAtHand>): AccountId[] {
  return [...alikeAmong(knownPeople({ ...nobody, ...at }), (text) => text.toLowerCase())];
}

describe('people who look alike', () => {
  it.each([
    ['a stranger, a friend by the display name', { strangers: [person(HONG, 'hong', '小明')] }],
    ['a stranger, a friend by the name that is unique', { strangers: [person(HONG, 'hong', 'MING')] }],
    [
      'who asks',
      {
        requests: [{ profile: person(HONG, 'x', '小明'), direction: 'incoming', greeting: '', time: 1, state: 'open' }],
      },
    ],
    ['the person here', { me: person(HONG, 'x', 'Ming'), contacts: [friend(ming)] }],
  ] as [string, Partial<PeopleAtHand>][])('are told: %s', (_, at) => {
    expect(alike({ contacts: [friend(ming)], ...at })).toEqual(expect.arrayContaining([MING, HONG]));
  });

  it('are found by remarks and cards too', () => {
    const mother = friend(person(HONG, 'hong'), '妈妈');
    expect(alike({ contacts: [mother], strangers: [person(LEI, 'lei', '妈妈')] })).toEqual([HONG, LEI]);
    const member = { role: 'member', presence: 'offline', trust: 'server', hasOtherKeys: false } as const;
    const memberList = [
      { profile: ming, card: '', ...member },
      { profile: person(LEI, 'lei'), card: '小明', ...member },
    ];
    expect(alike({ rooms: [{ memberList } as never] })).toEqual([MING, LEI]);
  });

  it('are not: one person with two names that are alike, and people whose names show nothing', () => {
    expect(alike({ contacts: [friend(person(MING, 'ming', 'Ming'), 'MING'), friend(person(HONG, 'hong'))] })).toEqual(
      [],
    );
    expect([...alikeAmong(knownPeople({ ...nobody, strangers: [ming, person(HONG, 'b')] }), () => '')]).toEqual([]);
  });
});

describe('the store of look-alikes', () => {
  it('asks the core once for each name, and forgets who has another one now', async () => {
    const core = new FakeCore();
    const looks = [['ming', '小明', 'hong', 'ming'], ['hong']];
    core.answers['names.looks'] = () => Promise.resolve(looks.shift() ?? []);
    const { getState } = createAlikeStore(core);
    await getState().look({ ...nobody, contacts: [friend(ming)], strangers: [person(HONG, 'hong', 'rning')] });
    expect(getState().alike).toEqual(new Set([MING, HONG]));
    await getState().look({ ...nobody, contacts: [friend(ming)], strangers: [person(HONG, 'hong', 'Hong')] });
    expect(getState().alike).toEqual(new Set());
    expect(core.asked).toEqual([
      ['names.looks', { texts: ['ming', '小明', 'hong', 'rning'] }],
      ['names.looks', { texts: ['Hong'] }],
    ]);
  });
});

describe('a name that shows nothing', () => {
  it.each(['', '  ', '\u3164', '\u2800', '\u200b\u00ad', '\u0301'])('%j gives way to what is below it', (blank) => {
    expect(nameOf({ ...ming, displayName: blank })).toBe('ming');
    expect(nameOf({ ...ming, displayName: blank, name: blank })).toBe('10001');
    expect(memberName({ profile: ming, card: blank }, undefined)).toBe('小明');
  });
});
