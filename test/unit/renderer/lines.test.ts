import { describe, expect, it } from 'vitest';
import type { AccountId, Conversation, RoomEvent, RoomId } from '../../../src-main/contract/model.ts';
import { friends, me } from '../../../src-renderer/bridge/memory/people.ts';
import { type LineNames, peopleIn, previewOf, roomEventText, systemText } from '../../../src-renderer/model/lines.ts';

const hong = friends.hong.account;
const lei = friends.lei.account;
const room = -2001 as RoomId;

const names: LineNames = {
  by: (account) => (account === me.account ? 'You' : `by ${account}`),
  to: (accounts) => accounts.map((account) => `to ${account}`).join(),
};
const line = { own: false, author: hong, conversation: hong, state: 'received' } as const;

describe('what a line that is no text says', () => {
  it('new keys, with the reason when the server gives one', () => {
    const values = { name: `by ${hong}` };
    expect(systemText({ ...line, kind: 'keys-changed', detail: '' }, names)).toEqual({
      key: 'line.keysChanged',
      values,
    });
    expect(systemText({ ...line, kind: 'keys-changed', detail: 'reset' }, names).key).toBe('line.keysReset');
    expect(systemText({ ...line, kind: 'keys-changed' }, names).key).toBe('line.keysChanged');
  });

  it('whose keys are new, by the chat or in a room by the member', () => {
    const inRoom = { ...line, kind: 'keys-changed', conversation: room, author: lei } as const;
    expect(systemText(inRoom, names).values).toEqual({ name: `by ${lei}` });
    const own = { ...line, kind: 'keys-changed', author: me.account } as const;
    expect(systemText(own, names).values).toEqual({ name: `by ${hong}` });
  });

  it('a new device, with more words where the keys were compared', () => {
    const newDevice = { ...line, kind: 'new-device' } as const;
    const values = { name: `by ${hong}` };
    expect(systemText({ ...newDevice, detail: '' }, names)).toEqual({ key: 'line.newDevice', values });
    const ofVerified = systemText({ ...newDevice, detail: 'verified' }, names);
    expect(ofVerified).toEqual({ key: 'line.newDeviceVerified', values });
  });

  it('how many messages are missing, if that is known', () => {
    const missing = { ...line, kind: 'missing' } as const;
    expect(systemText({ ...missing, detail: '3' }, names)).toEqual({ key: 'line.missing', values: { count: 3 } });
    expect(systemText(missing, names).key).toBe('line.missingSome');
    expect(systemText({ ...missing, detail: '0' }, names).key).toBe('line.missingSome');
  });

  it('a message that could not be read, or was recalled', () => {
    expect(systemText({ ...line, kind: 'unreadable' }, names).key).toBe('line.unreadable');
    const recalled = systemText({ ...line, kind: 'recalled', own: true, author: me.account }, names);
    expect(recalled).toEqual({ key: 'line.recalled', values: { name: 'You' } });
    const kept = systemText({ ...line, kind: 'recalled', own: true, author: me.account, state: 'failed' }, names);
    expect(kept).toEqual({ key: 'line.recallFailed' });
  });

  it('who nudged whom', () => {
    expect(systemText({ ...line, kind: 'nudge' }, names)).toEqual({
      key: 'line.nudge',
      values: { name: `by ${hong}` },
    });
    const own = systemText({ ...line, kind: 'nudge', own: true, author: me.account }, names);
    expect(own).toEqual({ key: 'line.nudgeOwn', values: { name: `to ${hong}` } });
    const unsent = systemText({ ...line, kind: 'nudge', own: true, author: me.account, state: 'failed' }, names);
    expect(unsent).toEqual({ key: 'line.nudgeFailed', values: { name: `to ${hong}` } });
  });
});

describe('what members did to their room', () => {
  const by = hong;
  const rules = { entry: 'open', question: '', membersInvite: true } as const;

  it.each<[RoomEvent, string]>([
    [{ kind: 'created', by }, 'roomLine.created'],
    [{ kind: 'added', by, accounts: [lei] }, 'roomLine.added'],
    [{ kind: 'joined', by }, 'roomLine.joined'],
    [{ kind: 'left', by }, 'roomLine.left'],
    [{ kind: 'disbanded', by }, 'roomLine.disbanded'],
    [{ kind: 'avatar', by }, 'roomLine.avatar'],
    [{ kind: 'removed', by, account: lei }, 'roomLine.removed'],
    [{ kind: 'transferred', by, account: lei }, 'roomLine.transferred'],
    [{ kind: 'rekeyed', by, account: lei }, 'roomLine.rekeyed'],
    [{ kind: 'role', by, account: lei, role: 'admin' }, 'roomLine.promoted'],
    [{ kind: 'role', by, account: lei, role: 'member' }, 'roomLine.demoted'],
    [{ kind: 'renamed', by, name: 'x' }, 'roomLine.renamed'],
    [{ kind: 'rules', by, rules }, 'roomLine.rules.open'],
    [{ kind: 'muted', by, account: lei, until: 1 }, 'roomLine.muted'],
    [{ kind: 'unmuted', by, account: lei }, 'roomLine.unmuted'],
    [{ kind: 'muted-all', by }, 'roomLine.muted-all'],
    [{ kind: 'unmuted-all', by }, 'roomLine.unmuted-all'],
  ])('$kind', (event, key) => {
    const text = roomEventText(event, names);
    expect(text).toMatchObject({ key, values: { by: `by ${by}` } });
    if (peopleIn(event).includes(lei)) expect(text.values?.whom).toBe(`to ${lei}`);
  });

  it('names everybody it is about', () => {
    expect(peopleIn({ kind: 'added', by, accounts: [lei, me.account] })).toEqual([by, lei, me.account]);
    expect(peopleIn({ kind: 'removed', by, account: lei })).toEqual([by, lei]);
    expect(peopleIn({ kind: 'left', by })).toEqual([by]);
  });
});

describe('the preview in the list', () => {
  const last = {
    order: 1,
    time: 1,
    own: false,
    author: hong as AccountId,
    state: 'received',
  } as const satisfies Partial<Conversation['last']>;

  it('is the text itself, whatever it looks like', () => {
    expect(previewOf({ ...last, kind: 'text', text: 'line.missing' }, names)).toBe('line.missing');
  });

  it('tells a notice from a text', () => {
    const preview = previewOf({ ...last, kind: 'notice', text: 'at nine' }, names);
    expect(preview).toEqual({ key: 'chats.previewNotice', values: { text: 'at nine' } });
  });

  it.each([
    ['keys-changed', 'chats.previewKeysChanged'],
    ['new-device', 'chats.previewNewDevice'],
    ['unreadable', 'chats.previewUnreadable'],
    ['missing', 'chats.previewMissing'],
    ['recalled', 'chats.previewRecalled'],
    ['nudge', 'chats.previewNudge'],
  ] as const)('of %s is a word for it', (kind, key) => {
    expect(previewOf({ ...last, kind, text: '' }, names)).toEqual({ key });
  });

  it('of what happened to a room is that', () => {
    const preview = previewOf({ ...last, kind: 'room', text: '', event: { kind: 'left', by: lei } }, names);
    expect(preview).toEqual({ key: 'roomLine.left', values: { by: `by ${lei}` } });
  });
});
