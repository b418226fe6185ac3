import { describe, expect, it } from 'vitest';
import { addressGroups, addressKey, plainAddress } from '../../../src-server/address.ts';
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

  it('belong to wider networks, which one person may have all of', () => {
    expect(addressGroups('192.0.2.7')).toEqual(['192.0.2.7']);
    expect(addressGroups('2001:db8:1:23ff::9')).toEqual([
      '2001:db8:1:23ff::/64',
      '2001:db8:1:2300::/56',
      '2001:db8:1::/48',
    ]);
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

  /** Somebody inside; silent since then, or owed an answer. */
  const enter = (admission: Admission, address: string, silentSince?: number) => {
    let isEvicted = false;
    const evict = () => {
      isEvicted = true;
    };
    const place = admission.enter(address);
    if (place) place.guest = { silentSince, evict };
    return place && { isEvicted: () => isEvicted };
  };

  it('has so many places in all and for one address, and takes them back', () => {
    const admission = new Admission(limitsWith({ guests: 2, guestsPerAddress: 1 }), () => 0);
    const first = admission.enter('a');
    expect(admission.enter('a')).toBeUndefined();
    expect(admission.enter('b')).toBeDefined();
    expect(admission.enter('c')).toBeUndefined();
    first?.leave();
    first?.leave();
    expect(admission.total).toBe(1);
    expect(admission.enter('c')).toBeDefined();
  });

  it('takes the place of the longest silent at that address, of nobody who has just spoken or waits for an answer', () => {
    const admission = new Admission(limitsWith({ guestsPerAddress: 4 }), () => 10_000);
    const guests = [undefined, 5000, 4000, 9500].map((since) => enter(admission, 'a', since));
    const other = enter(admission, 'b', 1);
    expect(enter(admission, 'a')).toBeDefined();
    expect(guests.map((guest) => guest?.isEvicted())).toEqual([false, false, true, false]);
    expect(enter(admission, 'a')).toBeDefined();
    expect(guests.map((guest) => guest?.isEvicted())).toEqual([false, true, true, false]);
    expect(enter(admission, 'a')).toBeUndefined();
    expect(other?.isEvicted()).toBe(false);
    expect(admission.total).toBe(5);
  });

  it('when all places are taken, takes one from the address that has most', () => {
    const admission = new Admission(limitsWith({ guests: 8, guestsPerAddress: 6 }), () => 10_000);
    const few = [enter(admission, 'b', 1), enter(admission, 'c', 1)];
    const many = Array.from({ length: 6 }, (_, index) => enter(admission, 'a', 100 - index));
    expect(enter(admission, 'd')).toBeDefined();
    expect(many.map((guest) => guest?.isEvicted())).toEqual([false, false, false, false, false, true]);
    expect(few.some((guest) => guest?.isEvicted())).toBe(false);
  });

  it('when those who have most are all busy, still lets in who has fewer', () => {
    const admission = new Admission(limitsWith({ guests: 6, guestsPerAddress: 6 }), () => 10_000);
    const many = Array.from({ length: 6 }, () => enter(admission, 'a'));
    expect(enter(admission, 'b')).toBeDefined();
    expect(many.map((guest) => guest?.isEvicted())).toEqual([true, false, false, false, false, false]);
    expect(enter(admission, 'a')).toBeUndefined();
  });

  it('counts the networks of one line, house and site together', () => {
    const admission = new Admission(limitsWith({ guestsPerAddress: 2 }), () => 0);
    const line = (house: number, line: number) => enter(admission, `2001:db8:1:${house}0${line}::7`) !== undefined;
    expect([line(1, 1), line(1, 1), line(1, 1)]).toEqual([true, true, false]);
    expect([line(1, 2), line(1, 3), line(1, 4)]).toEqual([true, true, false]);
    expect([2, 3, 4, 5, 6].map((house) => line(house, 1))).toEqual([true, true, true, true, false]);
    expect(enter(admission, '2001:db8:2::7')).toBeDefined();
  });

  it('lets one address knock only so often', () => {
    let now = 0;
    const admission = new Admission(limitsWith({ handshakes: { perSecond: 5, burst: 20 } }), () => now);
    const knock = () => {
      const place = admission.enter('a');
      place?.leave();
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
