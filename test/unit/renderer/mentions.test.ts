import { describe, expect, it } from 'vitest';
import en from '../../../resources/locales/en.json';
import zhCN from '../../../resources/locales/zh-CN.json';
import { friends, me, person } from '../../../src-renderer/bridge/memory/people.ts';
import {
  EVERYBODY,
  isMentioned,
  mentionChoices,
  mentionParts,
  mentionQuery,
  mentionsIn,
} from '../../../src-renderer/model/mentions.ts';

const ann = { profile: person(20001, 'ann'), card: '' };
const anna = { profile: person(20002, 'anna'), card: '' };
const hong = { profile: friends.hong, card: '小红（组长）' };
const ada = { profile: friends.ada, card: '' };
const members = [ann, anna, hong, ada];

describe('whom a text mentions', () => {
  it.each([
    ['@anna hello', [20002]],
    ['@ann, hello', [20001]],
    ['你好@小红（组长）看一下', [hong.profile.account]],
    ['@Ada Lovelace and @ann', [ada.profile.account, 20001]],
    ['@ann @ann', [20001]],
  ])('%s', (text, accounts) => {
    expect(mentionsIn(text, members, false)).toEqual(accounts);
  });

  it.each(['anna', 'mail ann@anna.org', '@annabel', '@ ann', '@小红'])('nobody: %s', (text) => {
    expect(mentionsIn(text, members, false)).toBeUndefined();
  });

  it('everybody, for those who may', () => {
    expect(mentionsIn('@all come', members, true)).toBe('all');
    expect(mentionsIn('@所有人开会', members, true)).toBe('all');
    expect(mentionsIn('@all come', members, false)).toBeUndefined();
    expect(mentionsIn('@allan', members, true)).toBeUndefined();
  });

  it('all members of one name', () => {
    const same = [person(1, 'tom'), person(2, 'tom')].map((profile) => ({ profile, card: '' }));
    expect(mentionsIn('@tom', same, false)).toEqual([1, 2]);
  });
});

it('the words for everybody are those of the languages', () => {
  expect([...EVERYBODY].sort()).toEqual([en.mention.all, zhCN.mention.all].sort());
});

describe('the pieces of a text', () => {
  it('are the names it mentions and what is between', () => {
    expect(mentionParts('hi @anna!', [anna.profile.account], members)).toEqual([
      { text: 'hi ', isMention: false },
      { text: '@anna', isMention: true },
      { text: '!', isMention: false },
    ]);
    expect(mentionParts('@all', 'all', members)).toEqual([{ text: '@all', isMention: true }]);
  });

  it('leave names alone that are only written', () => {
    expect(mentionParts('@ann', undefined, members)).toEqual([{ text: '@ann', isMention: false }]);
    expect(mentionParts('@ann', [anna.profile.account], members)).toEqual([{ text: '@ann', isMention: false }]);
  });
});

it('one is mentioned by number or with everybody', () => {
  expect(isMentioned([me.account], me.account)).toBe(true);
  expect(isMentioned('all', me.account)).toBe(true);
  expect(isMentioned([friends.hong.account], me.account)).toBe(false);
  expect(isMentioned(undefined, me.account)).toBe(false);
});

describe('what is typed after an @', () => {
  it('begins at the last one before the caret', () => {
    expect(mentionQuery('hi @an', 6)).toEqual({ start: 3, query: 'an' });
    expect(mentionQuery('@', 1)).toEqual({ start: 0, query: '' });
    expect(mentionQuery('你好@小', 4)).toEqual({ start: 2, query: '小' });
    expect(mentionQuery('hi @an', 4)).toEqual({ start: 3, query: '' });
  });

  it('is nothing in an address, after a space, or without an @', () => {
    expect(mentionQuery('me@an', 5)).toBeUndefined();
    expect(mentionQuery('@an na', 6)).toBeUndefined();
    expect(mentionQuery('an', 2)).toBeUndefined();
    expect(mentionQuery('', 0)).toBeUndefined();
  });

  it('finds members by card or name, those beginning with it first', () => {
    const found = (query: string) => mentionChoices(members, query, 8).map(({ profile }) => profile.account);
    expect(found('AN')).toEqual([20001, 20002]);
    expect(found('组长')).toEqual([hong.profile.account]);
    expect(found('love')).toEqual([ada.profile.account]);
    expect(mentionChoices(members, '', 2)).toHaveLength(2);
  });
});
