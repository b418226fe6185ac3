import { describe, expect, it } from 'vitest';
import { decode, encode, encodeBatch, scanOperations, unpack } from '../../../protocol/codec.ts';
import { hex } from '../../support/vectors.ts';

function nested(depth: number): Buffer {
  return Buffer.concat([hex('81a161'), Buffer.alloc(depth - 1, 0x91), hex('90')]);
}

import { ChannelCode } from '../../../protocol/operations/channel.ts';

describe('codec', () => {
  it('leaves undefined out and keeps times, bytes and text', () => {
    const params = { a: undefined, time: 1_795_219_200_000, bytes: Buffer.from([1, 2]), text: '密语' };
    const { a: _, ...rest } = params;
    expect(decode(encode(params))).toEqual(rest);
  });

  it.each([
    ['no bytes', ''],
    ['not a map', '90'],
    ['a number', '01'],
    ['bytes after the map', '8000'],
    ['a key that is a number', '810102'],
    ['a key that is bytes', '81c4016101'],
    ['the same key twice', '82a16101a16102'],
    ['the same key in two encodings', '82a16101d9016102'],
    ['__proto__ as a key', `81a9${Buffer.from('__proto__').toString('hex')}80`],
    ['text that is not UTF-8', '81a161a2c328'],
    ['text that is cut in a character', '81a161a2e4bd'],
    ['a surrogate in UTF-8', '81a161a3eda080'],
    ['the type that is never used', '81a161c1'],
    ['an extension', '81a161d40000'],
    ['a timestamp extension', '81a161d6ff00000000'],
    ['an unsigned integer beyond 2^53', '81a161cf0020000000000000'],
    ['a negative integer beyond 2^53', '81a161d3ffdfffffffffffff'],
    ['an array that cannot be that long', '81a161ddffffffff'],
    ['a map that cannot be that long', '81a161dfffffffff'],
    ['text that cannot be that long', '81a161dbffffffff'],
    ['bytes that cannot be that long', '81a161c6ffffffff'],
    ['nothing after the key', '81a161'],
  ])('refuses %s', (_, bytes) => {
    expect(() => decode(hex(bytes))).toThrow('violation');
  });

  it('refuses every cut of a good message', () => {
    const good = encode({ id: 5, list: [1, 'two', null, { three: Buffer.alloc(300) }], text: 'x'.repeat(40) });
    for (let length = 0; length < good.length; length++) expect(() => decode(good.subarray(0, length))).toThrow();
  });

  it('takes eight levels and no ninth', () => {
    expect(() => decode(nested(7))).not.toThrow();
    expect(() => decode(nested(8))).toThrow('nesting');
    expect(() => decode(nested(100_000))).toThrow('nesting');
  });

  it('takes 4096 values and no more', () => {
    const withElements = (count: number) => encode({ a: new Array(count).fill(1) });
    expect(() => decode(withElements(4096 - 3))).not.toThrow();
    expect(() => decode(withElements(4096 - 2))).toThrow('too many');
  });

  it('finds a key twice among many', () => {
    const entries = Array.from({ length: 40 }, (_, i) => encode({ [`k${i}`]: i }).subarray(1));
    const head = hex('de0029');
    const twice = entries[39] ?? Buffer.alloc(0);
    expect(() => decode(Buffer.concat([head, ...entries, twice]))).toThrow('twice');
  });

  it('allows the same key in different maps', () => {
    const value = { a: { a: { a: 1 } }, b: [{ a: 1 }, { a: 2 }] };
    expect(decode(encode(value))).toEqual(value);
  });

  it('packs operations into a batch and out of it', () => {
    const operations = Array.from({ length: 300 }, (_, i) => ({ code: 256 + i, payload: encode({ i }) }));
    const batch = Buffer.concat(encodeBatch(operations));
    expect(decode(batch)).toEqual({ ops: operations.flatMap(({ code }) => [code, { i: code - 256 }]) });
    const scanned = scanOperations(ChannelCode.batch, batch).map(({ code, map }) => ({ code, params: unpack(map) }));
    expect(scanned).toEqual(operations.map(({ code }) => ({ code, params: { i: code - 256 } })));
  });

  it.each([
    ['no operations', '81a36f7073dc0000'],
    ['a code without a map', '81a36f7073dc0001cd0101'],
    ['half of the operations', '81a36f7073dc0004cd010180'],
    ['something that is no map', '81a36f7073dc0002cd010190'],
    ['another key', '81a36f7071dc0002cd010180'],
    ['bytes after it', '81a36f7073dc0002cd010180c0'],
    ['a batch', '81a36f7073dc0002cd001080'],
    ['new keys', '81a36f7073dc0002cd001380'],
    ['a hello', '81a36f7073dc0002cd000180'],
  ])('refuses a batch with %s', (_, bytes) => {
    expect(() => scanOperations(ChannelCode.batch, hex(bytes))).toThrow('violation');
  });

  it('takes 1,024 operations in a batch and not one more', () => {
    const operations = Array.from({ length: 1025 }, () => ({ code: 0x0503, payload: encode({ upTo: 1 }) }));
    const scan = (count: number) =>
      scanOperations(ChannelCode.batch, Buffer.concat(encodeBatch(operations.slice(0, count))));
    expect(scan(1024)).toHaveLength(1024);
    expect(() => scan(1025)).toThrow('violation');
  });

  it('takes what older versions put into a batch beside the rest: keepalive and goodbye', () => {
    const operations = [0x0011, 0x8011, 0x0012].map((code) => ({ code, payload: encode({}) }));
    expect(scanOperations(ChannelCode.batch, Buffer.concat(encodeBatch(operations)))).toHaveLength(3);
  });
});
