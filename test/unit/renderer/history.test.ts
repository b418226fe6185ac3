import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src-main/contract/model.ts';
import { friends, me, newMessageId } from '../../../src-renderer/bridge/memory/people.ts';
import { beginsHereSince, beginsWithRoom, mergeMessages, messageRows } from '../../../src-renderer/model/history.ts';

function message(order: number, rest: Partial<Message> = {}): Message {
  const sentAt = new Date('2026-11-21T10:00:00').getTime() + order * 1000;
  const state = rest.own ? 'sent' : 'received';
  return {
    id: newMessageId(),
    conversation: friends.hong.account,
    order,
    own: false,
    author: rest.own ? me.account : friends.hong.account,
    kind: 'text',
    reactions: [],
    isPinned: false,
    text: `${order}`,
    sentAt,
    state,
    ...rest,
  };
}

const day = (text: string) => ({ sentAt: new Date(text).getTime() });

describe('messageRows', () => {
  it('groups what one person writes within a minute', () => {
    const rows = messageRows([message(1), message(2), message(3, { own: true }), message(61)], undefined, false);
    expect(rows.map(({ startsGroup }) => startsGroup)).toEqual([true, false, true, true]);
    expect(rows.map(({ endsGroup }) => endsGroup)).toEqual([false, true, true, true]);
  });

  it('groups by writer in a room, and takes notices for texts', () => {
    const other = { author: friends.lei.account };
    const list = [message(1), message(2, other), message(3, other), message(4, { ...other, kind: 'notice' })];
    expect(messageRows(list, undefined, false).map(({ startsGroup }) => startsGroup)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('puts the day above the first message of each day', () => {
    const list = [
      message(1, day('2026-11-20T23:59:59')),
      message(2, day('2026-11-21T00:00:01')),
      message(3, day('2026-11-21T00:00:02')),
    ];
    expect(messageRows(list, undefined, false).map(({ startsDay }) => startsDay)).toEqual([true, true, false]);
  });

  it('leaves the first day out while older messages are to come', () => {
    expect(messageRows([message(1)], undefined, true)[0]?.startsDay).toBe(false);
  });

  it('keeps the rows that are as they were, so that they are not drawn anew', () => {
    const [first, second, third] = [message(1), message(2), message(3)];
    const before = messageRows([first, second, third], undefined, false);
    const delivered = { ...second, deliveredAt: second.sentAt };
    const after = messageRows([first, delivered, third, message(4)], undefined, false);
    expect(after.map((row, index) => row === before[index])).toEqual([true, false, false, false]);
    expect(after[1]?.message).toBe(delivered);
    expect(after[2]?.endsGroup).toBe(false);
  });

  it('begins a new group at the unread divider', () => {
    const [first, second] = [message(1), message(2)];
    const rows = messageRows([first, second], second.id, false);
    expect(rows.map(({ startsUnread }) => startsUnread)).toEqual([false, true]);
    expect(rows.map(({ startsGroup }) => startsGroup)).toEqual([true, true]);
    expect(rows[0]?.endsGroup).toBe(true);
  });
});

describe('mergeMessages', () => {
  const [one, two, three] = [message(1), message(2), message(3)];

  it('replaces a changed message in its place', () => {
    const changed = { ...two, text: 'changed' };
    expect(mergeMessages([one, two, three], [changed], false)).toEqual([one, changed, three]);
  });

  it('puts new ones where their order says, each once', () => {
    expect(mergeMessages([one, three], [two, two], false)).toEqual([one, two, three]);
  });

  it('leaves out what belongs to a page not loaded yet', () => {
    expect(mergeMessages([two, three], [one], true)).toEqual([two, three]);
    expect(mergeMessages([two, three], [one], false)).toEqual([one, two, three]);
  });

  it('starts an empty history', () => {
    expect(mergeMessages([], [two, one], false)).toEqual([one, two]);
  });
});

it('a line that nobody wrote stands alone', () => {
  const rows = messageRows([message(1), message(2, { kind: 'unreadable' }), message(3)], undefined, false);
  expect(rows.map(({ startsGroup }) => startsGroup)).toEqual([true, true, true]);
  expect(rows.map(({ endsGroup }) => endsGroup)).toEqual([true, true, true]);
});

describe('where a chat begins on this device', () => {
  it('is told when the two were friends before', () => {
    expect(beginsHereSince({ deviceSince: 20 }, { since: 10 })).toBe(20);
  });

  it('is no matter when all of it is here, or the other is no friend', () => {
    expect(beginsHereSince({ deviceSince: 10 }, { since: 20 })).toBeUndefined();
    expect(beginsHereSince({ deviceSince: 10 }, { since: 10 })).toBeUndefined();
    expect(beginsHereSince({ deviceSince: 20 }, undefined)).toBeUndefined();
    expect(beginsHereSince(undefined, { since: 10 })).toBeUndefined();
  });
});

it('a room is all here when its beginning is', () => {
  const by = friends.hong.account;
  expect(beginsWithRoom(message(1, { kind: 'room', event: { kind: 'created', by } }))).toBe(true);
  expect(beginsWithRoom(message(1, { kind: 'room', event: { kind: 'joined', by } }))).toBe(false);
  expect(beginsWithRoom(message(1))).toBe(false);
  expect(beginsWithRoom(undefined)).toBe(false);
});
