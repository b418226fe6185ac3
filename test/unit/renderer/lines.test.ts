import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { previewOf, systemText } from '../../../src-renderer/model/lines.ts';

describe('what a line that nobody wrote says', () => {
  it('new keys, with the reason when the server gives one', () => {
    expect(systemText({ kind: 'keys-changed', detail: '' }, '小红')).toEqual({
      key: 'line.keysChanged',
      values: { name: '小红' },
    });
    expect(systemText({ kind: 'keys-changed', detail: 'reset' }, '小红').key).toBe('line.keysReset');
    expect(systemText({ kind: 'keys-changed' }, '小红').key).toBe('line.keysChanged');
  });

  it('how many messages are missing, if that is known', () => {
    expect(systemText({ kind: 'missing', detail: '3' }, '')).toEqual({ key: 'line.missing', values: { count: 3 } });
    expect(systemText({ kind: 'missing' }, '').key).toBe('line.missingSome');
    expect(systemText({ kind: 'missing', detail: '0' }, '').key).toBe('line.missingSome');
  });

  it('a message that could not be read', () => {
    expect(systemText({ kind: 'unreadable' }, '').key).toBe('line.unreadable');
  });
});

describe('the preview in the list', () => {
  const last = { time: 1, own: false, state: 'received' } as const satisfies Partial<Conversation['last']>;

  it('is the text itself, whatever it looks like', () => {
    expect(previewOf({ ...last, kind: 'text', text: 'line.missing' })).toBe('line.missing');
  });

  it.each([
    ['keys-changed', 'chats.previewKeysChanged'],
    ['unreadable', 'chats.previewUnreadable'],
    ['missing', 'chats.previewMissing'],
  ] as const)('of %s is a word for it', (kind, key) => {
    expect(previewOf({ ...last, kind, text: '' })).toEqual({ key });
  });
});
