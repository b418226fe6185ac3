import { describe, expect, it } from 'vitest';
import type { Conversation, Profile } from '../../../src-main/contract/model.ts';
import { friends, incoming, person, strangers } from '../../../src-renderer/bridge/memory/people.ts';
import {
  badgeText,
  matches,
  neighbour,
  openRequests,
  sortContacts,
  sortConversations,
  totalUnread,
} from '../../../src-renderer/model/order.ts';

function chat(profile: Profile, order?: number, unread = 0, time = order ?? 0): Conversation {
  const author = profile.account;
  const last =
    order === undefined
      ? {}
      : { last: { order, kind: 'text' as const, text: 'x', time, own: false, author, state: 'received' as const } };
  const rest = { unread, isMentioned: false, draft: '', isPinned: false };
  return { kind: 'person', id: author, profile, isContact: true, ...rest, ...last };
}

const { hong, lei, ada } = friends;

describe('the order of chats', () => {
  it('is by the last message, those without any at the end', () => {
    const sorted = sortConversations([chat(hong), chat(lei, 10), chat(ada, 20)]);
    expect(sorted.map(({ id }) => id)).toEqual([ada.account, lei.account, hong.account]);
  });

  it('is how messages came, whatever the clocks of their writers say', () => {
    const sorted = sortConversations([chat(lei, 1, 0, 2_000_000_000_000), chat(ada, 2)]);
    expect(sorted.map(({ id }) => id)).toEqual([ada.account, lei.account]);
  });

  it('puts pinned ones above', () => {
    const sorted = sortConversations([chat(lei, 10), { ...chat(hong, 5), isPinned: true }, chat(ada, 20)]);
    expect(sorted.map(({ id }) => id)).toEqual([hong.account, ada.account, lei.account]);
  });

  it('does not change the list it is given', () => {
    const list = [chat(lei, 1), chat(ada, 2)];
    sortConversations(list);
    expect(list[0]?.id).toBe(lei.account);
  });

  it('counts what is unread', () => {
    expect(totalUnread([chat(lei, 1, 3), chat(ada, 2, 4)])).toBe(7);
    expect(badgeText(99)).toBe('99');
    expect(badgeText(100)).toBe('99+');
  });

  it('has neighbours and stops at its ends', () => {
    const list = [chat(hong), chat(lei), chat(ada)];
    expect(neighbour(list, lei.account, 1)?.id).toBe(ada.account);
    expect(neighbour(list, ada.account, 1)?.id).toBe(ada.account);
    expect(neighbour(list, hong.account, -1)?.id).toBe(hong.account);
    expect(neighbour(list, undefined, 1)?.id).toBe(hong.account);
    expect(neighbour(list, undefined, -1)?.id).toBe(ada.account);
    expect(neighbour([], undefined, 1)).toBeUndefined();
  });
});

describe('the order of contacts', () => {
  it('is by pinyin in Chinese and by letter in English', () => {
    const contacts = [person(1, '张三'), person(2, '李四'), person(3, 'bob'), person(4, 'Alice')].map((profile) => ({
      profile,
      presence: 'online' as const,
      since: 0,
      trust: 'server' as const,
    }));
    expect(
      sortContacts(contacts, 'zh-CN')
        .map(({ profile }) => profile.name)
        .slice(0, 2),
    ).toEqual(['李四', '张三']);
    expect(
      sortContacts(contacts, 'en')
        .map(({ profile }) => profile.name)
        .slice(0, 2),
    ).toEqual(['Alice', 'bob']);
  });
});

describe('a search', () => {
  it.each([
    ['红', hong],
    ['LOVE', ada],
    ['ada', ada],
    ['ａｄａ', ada],
    ['1000', lei],
    [' 李雷 ', lei],
  ])('for "%s" finds the person', (typed, profile) => {
    expect(matches(profile, typed)).toBe(true);
  });

  it('does not find others, nor a number by its middle', () => {
    expect(matches(hong, '雷')).toBe(false);
    expect(matches(hong, '0002')).toBe(false);
  });
});

describe('open requests', () => {
  it('are those from others that wait, also those put off', () => {
    const asked = incoming(strangers.mei, '', 1);
    const requests = [
      asked,
      { ...incoming(strangers.tom, '', 2), state: 'later' as const },
      { ...incoming(strangers.jun, '', 3), state: 'refused' as const },
      { ...incoming(ada, '', 4), direction: 'outgoing' as const },
    ];
    expect(openRequests(requests).map(({ profile }) => profile.name)).toEqual(['韩梅梅', 'tom']);
  });
});
