import { describe, expect, it } from 'vitest';
import type { Contact } from '../../../src-main/contract/model.ts';
import { person } from '../../../src-renderer/bridge/memory/people.ts';
import { friendGroups, friendRows, matchesFriend, UNGROUPED } from '../../../src-renderer/model/friends.ts';

function friend(account: number, name: string, rest: Partial<Contact> = {}): Contact {
  return { profile: person(account, name), presence: 'online', since: 0, trust: 'server', ...rest };
}

function shown(rows: ReturnType<typeof friendRows>): string[] {
  return rows.map((row) =>
    row.kind === 'heading' ? `${row.group || '-'} ${row.online}/${row.total}` : row.contact.profile.name,
  );
}

const nobodyClosed = new Set<string>();

describe('the list of friends', () => {
  const friends = [
    friend(1, 'ann', { presence: 'offline' }),
    friend(2, 'ben', { presence: 'away' }),
    friend(3, 'cai', { group: 'lab', presence: 'offline' }),
    friend(4, 'dan', { group: 'lab', presence: 'busy' }),
    friend(5, 'eve', { group: 'lab' }),
  ];

  it('has those in no group first, and who is there first in each group', () => {
    const rows = friendRows(friends, ['lab', 'home'], nobodyClosed);
    expect(shown(rows)).toEqual(['- 1/2', 'ben', 'ann', 'lab 2/3', 'eve', 'dan', 'cai', 'home 0/0']);
  });

  it('shows only the heading of a closed group', () => {
    const rows = friendRows(friends, ['lab'], new Set(['lab', UNGROUPED]));
    expect(shown(rows)).toEqual(['- 1/2', 'lab 2/3']);
  });

  it('has no heading for friends in no group when all are in one', () => {
    expect(shown(friendRows(friends.slice(2), ['lab'], nobodyClosed))[0]).toBe('lab 2/3');
  });

  it('keeps a friend whose group is not known any more', () => {
    expect(friendGroups([friend(6, 'fay', { group: 'gone' })], [])).toMatchObject([{ group: UNGROUPED }]);
  });
});

it('a friend is found by remark, name and number', () => {
  const hong = friend(10002, '小红', { remark: '同桌' });
  expect(['同桌', '小红', '100'].map((typed) => matchesFriend(hong, typed))).toEqual([true, true, true]);
  expect(matchesFriend(hong, '小明')).toBe(false);
});
