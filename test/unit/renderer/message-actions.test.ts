import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src-main/contract/model.ts';
import { friends, me, newMessageId } from '../../../src-renderer/bridge/memory/people.ts';
import { actionOfKey, actionsFor, copyText } from '../../../src-renderer/model/message-actions.ts';

const sentAt = 1_000_000;

function message(rest: Partial<Message> = {}): Message {
  return {
    id: newMessageId(),
    conversation: friends.hong.account,
    order: 1,
    own: true,
    author: me.account,
    kind: 'text',
    text: 'hello',
    reactions: [],
    isPinned: false,
    sentAt,
    state: 'sent',
    ...rest,
  };
}

const around = { canWrite: true, canPin: true, now: sentAt + 120_000, recall: 120 };

describe('what can be done with a message', () => {
  it('an own one that has just left', () => {
    expect(actionsFor(message(), around)).toEqual(['reply', 'copy', 'forward', 'pin', 'select', 'recall', 'delete']);
  });

  it('is not recalled when it is too late, or somebody else’s', () => {
    expect(actionsFor(message(), { ...around, now: sentAt + 120_001 })).not.toContain('recall');
    expect(actionsFor(message({ own: false, state: 'received' }), around)).not.toContain('recall');
  });

  it('is unpinned when it is pinned, by those who may', () => {
    expect(actionsFor(message({ isPinned: true }), around)).toContain('unpin');
    expect(actionsFor(message(), { ...around, canPin: false })).not.toContain('pin');
  });

  it('with a file that is here, which is opened and shown', () => {
    const attachment = { kind: 'file', name: 'a.pdf', size: 1, type: '', state: 'here' } as const;
    expect(actionsFor(message({ text: '', attachment }), around)).toEqual([
      'reply',
      'open',
      'show',
      'forward',
      'pin',
      'select',
      'recall',
      'delete-here',
      'delete',
    ]);
    const remote = { ...attachment, state: 'remote' } as const;
    expect(actionsFor(message({ text: '', attachment: remote }), around)).not.toContain('open');
  });

  it('with a picture that is here, which is copied, saved and kept as a sticker', () => {
    const attachment = { kind: 'picture', name: 'a.png', size: 1, type: 'image/png', state: 'here' } as const;
    expect(actionsFor(message({ attachment }), around)).toEqual([
      'reply',
      'copy',
      'copy-picture',
      'save',
      'add-sticker',
      'forward',
      'pin',
      'select',
      'recall',
      'delete-here',
      'delete',
    ]);
  });

  it('has no words to copy where there are none', () => {
    const attachment = { kind: 'voice', name: 'v', size: 1, type: 'audio/webm', state: 'upload-failed' } as const;
    expect(actionsFor(message({ text: '', state: 'failed', attachment }), around)).toEqual(['retry', 'discard']);
  });

  it('waits until it has left', () => {
    expect(actionsFor(message({ state: 'sending' }), around)).toEqual(['copy', 'forward', 'select']);
    expect(actionsFor(message({ state: 'failed' }), around)).toEqual(['copy', 'retry', 'discard']);
  });

  it('is only looked at where one does not belong any more', () => {
    const left = { ...around, canWrite: false, canPin: false };
    expect(actionsFor(message(), left)).toEqual(['copy', 'forward', 'select', 'delete']);
  });
});

describe('keys on a message', () => {
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

  it.each([
    ['r', 'reply'],
    ['c', 'copy'],
    ['f', 'forward'],
    [' ', 'select'],
    ['Delete', 'delete'],
    ['x', undefined],
  ])('%s', (key, action) => {
    expect(actionOfKey({ key, ...none })).toBe(action);
  });

  it('leaves the keys of the window alone', () => {
    expect(actionOfKey({ key: 'f', ...none, ctrlKey: true })).toBeUndefined();
    expect(actionOfKey({ key: 'r', ...none, altKey: true })).toBeUndefined();
  });
});

it('several in one are copied with all that was said', () => {
  const items = [
    { name: 'Ben', sentAt, text: 'one' },
    { name: 'Ann', sentAt, text: 'two' },
  ];
  expect(copyText({ text: 'Chat', merged: { title: 'Chat', items } })).toBe('Chat\nBen: one\nAnn: two');
  expect(copyText({ text: 'hello' })).toBe('hello');
});
