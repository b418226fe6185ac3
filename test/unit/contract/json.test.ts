import { describe, expect, it } from 'vitest';
import { fromJson, toJson } from '../../../src-main/contract/json.ts';

describe('the JSON between a web host and its page', () => {
  it('carries bytes wherever they are', () => {
    const picture = Uint8Array.of(0, 127, 128, 255);
    expect(fromJson(toJson({ id: 7, args: { picture } }))).toEqual({ id: 7, args: { picture } });
    expect(fromJson(toJson({ id: 7, ok: picture }))).toEqual({ id: 7, ok: picture });
  });

  it('carries a Buffer as the bytes that it is', () => {
    expect(fromJson(toJson([Buffer.from('png')]))).toEqual([new Uint8Array([112, 110, 103])]);
  });

  it('leaves everything else as it is', () => {
    const plain = { text: '$bytes', list: [1, null, { $bytes: 5 }], nested: { $bytes: {} } };
    expect(fromJson(toJson(plain))).toEqual(plain);
  });
});
