import { describe, expect, it } from 'vitest';
import { encode, MessageId } from '../../../protocol/index.ts';
import { type Content, decodeContent, decodeSignal, encodeContent } from '../../../src-main/core/content.ts';

const id = MessageId.parse(Buffer.alloc(16).toString('base64url'));

describe('content', () => {
  it.each<Content>([
    { v: 1, kind: 'text', text: '你好 👋' },
    { v: 1, kind: 'receipt', delivered: [id] },
  ])('comes back as it was: $kind', (content) => {
    expect(decodeContent(encodeContent(content))).toEqual(content);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['bytes that are no msgpack', Buffer.from('c1c1c1', 'hex')],
    ['deep nesting', Buffer.alloc(1000, 0x91)],
    ['an unknown kind', encode({ v: 1, kind: 'party' })],
    ['another version', encode({ v: 2, kind: 'text', text: 'x' })],
    ['an empty text', encode({ v: 1, kind: 'text', text: '' })],
    ['too long a text', encode({ v: 1, kind: 'text', text: 'x'.repeat(10_001) })],
    ['an empty receipt', encode({ v: 1, kind: 'receipt', delivered: [] })],
    ['a receipt for no message id', encode({ v: 1, kind: 'receipt', delivered: ['x'] })],
    ['a signal', encodeContent({ v: 1, kind: 'typing' })],
  ])('does not take %s', (_, body) => {
    expect(decodeContent(body)).toBeUndefined();
  });

  it('does not take a text for a signal', () => {
    expect(decodeSignal(encodeContent({ v: 1, kind: 'typing' }))).toEqual({ v: 1, kind: 'typing' });
    expect(decodeSignal(encodeContent({ v: 1, kind: 'text', text: 'x' }))).toBeUndefined();
  });
});
