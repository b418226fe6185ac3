import { describe, expect, it } from 'vitest';
import { AccountId, DeviceId, encode, MessageId } from '../../../protocol/index.ts';
import type { Content, Signal } from '../../../src-main/core/content.ts';
import { pad, unpad } from '../../../src-main/core/e2ee/padding.ts';
import { readPlaintext, writePlaintext } from '../../../src-main/core/e2ee/plaintext.ts';

const id = MessageId.parse(Buffer.alloc(16).toString('base64url'));
const header = {
  id,
  from: { account: AccountId.parse(1), device: DeviceId.parse(11) },
  to: AccountId.parse(2),
  sentAt: 5,
};

function read(map: object) {
  return readPlaintext(pad(encode(map)));
}

describe('content', () => {
  it.each<Content>([
    { kind: 'text', text: '你好 👋' },
    { kind: 'text', text: 'x'.repeat(8000) },
    { kind: 'receipt', delivered: Array.from({ length: 500 }, () => id) },
    { kind: 'resend', ids: [id], numbers: [1, 2] },
    { kind: 'gone', id, reason: 'unknown' },
    { kind: 'gone', number: 3, reason: 'never-sent' },
  ])('comes back as it was: $kind', (content) => {
    const numbered = { ...header, n: 7, first: 2 };
    const plaintext = writePlaintext(numbered, content);
    expect(readPlaintext(plaintext)).toEqual({ kind: 'content', header: { v: 1, ...numbered }, content });
  });

  it('is told from a signal', () => {
    const typing: Signal = { kind: 'typing' };
    expect(readPlaintext(writePlaintext(header, typing))).toMatchObject({ kind: 'signal', content: typing });
  });

  it.each([
    ['no padding', encode({ v: 1, ...header, content: { kind: 'text', text: 'x' } })],
    ['nothing', new Uint8Array()],
    ['bytes that are no msgpack', pad(Buffer.from('c1c1c1', 'hex'))],
    ['deep nesting', pad(Buffer.alloc(1000, 0x91))],
  ])('is not %s', (_, bytes) => {
    expect(readPlaintext(bytes)).toEqual({ kind: 'malformed' });
  });

  it.each([
    ['an empty text', { kind: 'text', text: '' }],
    ['too long a text', { kind: 'text', text: 'x'.repeat(8001) }],
    ['an empty receipt', { kind: 'receipt', delivered: [] }],
    ['a receipt for no message id', { kind: 'receipt', delivered: ['x'] }],
    ['a question for too much', { kind: 'resend', ids: [], numbers: Array.from({ length: 101 }, () => 1) }],
    ['a number below one', { kind: 'gone', number: 0, reason: 'deleted' }],
  ])('is not %s', (_, content) => {
    expect(read({ v: 1, ...header, content })).toEqual({ kind: 'malformed' });
  });

  it('needs the whole header', () => {
    const { sentAt: _, ...without } = header;
    expect(read({ v: 1, ...without, content: { kind: 'text', text: 'x' } })).toEqual({ kind: 'malformed' });
  });

  it('of a later version is known to be that', () => {
    const party = { v: 1, ...header, n: 4, content: { kind: 'party', hats: 3 } };
    expect(read(party)).toEqual({ kind: 'unknown', header: { v: 1, ...header, n: 4 } });
    expect(read({ v: 2, everything: 'else' })).toEqual({ kind: 'unknown' });
  });
});

describe('padding', () => {
  it.each([0, 1, 158, 159, 160, 161, 319, 320])('hides a length of %i and gives it back', (length) => {
    const bytes = new Uint8Array(length).fill(0x80);
    const padded = pad(bytes);
    expect(padded.length % 160).toBe(0);
    expect(padded.length - length).toBeLessThanOrEqual(160);
    expect(unpad(padded)).toEqual(bytes);
  });

  it('keeps zeros at the end', () => {
    expect(unpad(pad(new Uint8Array(5)))).toEqual(new Uint8Array(5));
  });

  it('is refused without its mark', () => {
    expect(unpad(new Uint8Array(160))).toBeUndefined();
    expect(unpad(new Uint8Array(160).fill(1))).toBeUndefined();
  });
});
