import { describe, expect, it } from 'vitest';
import { addressKey, plainAddress } from '../../../src-server/address.ts';
import { Admission } from '../../../src-server/admission.ts';
import { Config } from '../../../src-server/config.ts';
import { Rates } from '../../../src-server/rates.ts';
import { TokenBucket } from '../../../src-server/token-bucket.ts';

describe('addresses', () => {
  it.each([
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['fe80::1%eth0', 'fe80::1'],
    [undefined, 'unknown'],
  ])('%s is shown as %s', (address, shown) => {
    expect(plainAddress(address)).toBe(shown);
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0DB8:1::9', '2001:db8:1:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s counts as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});

describe('a token bucket', () => {
  it('lets the burst through, then so many a second, and says how long to wait', () => {
    const rate = { perSecond: 2, burst: 3 };
    const bucket = new TokenBucket(rate, 0);
    expect([1, 2, 3].map(() => bucket.take(rate, 0))).toEqual([0, 0, 0]);
    expect(bucket.take(rate, 0)).toBe(500);
    expect(bucket.take(rate, 400)).toBe(100);
    expect(bucket.take(rate, 500)).toBe(0);
    expect(bucket.isFull(rate, 600)).toBe(false);
    expect(bucket.isFull(rate, 60_000)).toBe(true);
    expect([1, 2, 3, 4].map(() => bucket.take(rate, 60_000))).toEqual([0, 0, 0, 500]);
  });
});

describe('admission', () => {
  const limitsWith = (limits: object) => Config.parse({ limits }).limits;

  it('has so many places in all and for one address, and takes them back', () => {
    const admission = new Admission(limitsWith({ guests: 3, guestsPerAddress: 2 }), () => 0);
    const first = admission.enter('a');
    expect(admission.enter('a')).toBeDefined();
    expect(admission.enter('a')).toBeUndefined();
    expect(admission.enter('b')).toBeDefined();
    expect(admission.enter('c')).toBeUndefined();
    first?.();
    expect(admission.total).toBe(2);
    expect(admission.enter('c')).toBeDefined();
  });

  it('lets one address knock only so often', () => {
    let now = 0;
    const admission = new Admission(limitsWith({ handshakes: { perSecond: 5, burst: 20 } }), () => now);
    const knock = () => {
      const place = admission.enter('a');
      place?.();
      return place !== undefined;
    };
    for (let i = 0; i < 20; i++) expect(knock()).toBe(true);
    expect(knock()).toBe(false);
    now = 200;
    expect(knock()).toBe(true);
    expect(knock()).toBe(false);
    now = 10_000;
    admission.sweep();
    for (let i = 0; i < 20; i++) expect(knock()).toBe(true);
  });

  it('wants cookies above its load level', () => {
    const admission = new Admission(limitsWith({ cookiesAbove: 1 }), () => 0);
    admission.enter('a');
    expect(admission.wantsCookies).toBe(false);
    admission.enter('b');
    expect(admission.wantsCookies).toBe(true);
  });
});

describe('rates', () => {
  const rates = (settings: object, now: () => number) => new Rates(Config.parse({ rates: settings }).rates, now);

  it("are the operation's, scaled, or overridden", () => {
    const overrides = { 'server.info': { perSecond: 1, burst: 1 } };
    const scaled = rates({ scale: 0.1, overrides }, () => 0);
    const buckets = new Map();
    // burst 20 and 2 a second, times 0.1
    expect([1, 2, 3].map(() => scaled.take(buckets, 'account.kdf'))).toEqual([0, 0, 10_000]);
    expect([1, 2].map(() => scaled.take(buckets, 'server.info'))).toEqual([0, 10_000]);
  });

  it('can be off', () => {
    const off = rates({ enabled: false, scale: 0.001 }, () => 0);
    const buckets = new Map();
    for (let i = 0; i < 100; i++) expect(off.take(buckets, 'account.kdf')).toBe(0);
  });

  it('are kept per address until it has been quiet', () => {
    let now = 0;
    const each = rates({ overrides: { 'account.kdf': { perSecond: 1, burst: 1 } } }, () => now);
    expect(each.take(each.ofAddress('a'), 'account.kdf')).toBe(0);
    expect(each.take(each.ofAddress('a'), 'account.kdf')).toBe(1000);
    expect(each.take(each.ofAddress('b'), 'account.kdf')).toBe(0);
    each.sweep();
    expect(each.take(each.ofAddress('a'), 'account.kdf')).toBe(1000);
    now = 5000;
    each.sweep();
    expect(each.ofAddress('a').size).toBe(0);
  });
});
