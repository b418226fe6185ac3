import { describe, expect, it } from 'vitest';
import { isBoundSalt } from '../../../protocol/index.ts';
import { PasswordThrottle, plausibleHashing } from '../../../src-server/accounts/passwords.ts';
import { Config } from '../../../src-server/config.ts';

const services = {
  fingerprint: Buffer.alloc(32, 4).toString('base64url'),
  secrets: { pepper: Buffer.alloc(32, 1), token: Buffer.alloc(32, 2), kdf: Buffer.alloc(32, 3) },
};

describe('stretching', () => {
  it('is steady and plausible for names nobody has', () => {
    const once = plausibleHashing(services, 'Nobody', 'nobody');
    expect(once).toMatchObject({ memoryKiB: 65536, passes: 3, parallelism: 1 });
    expect(isBoundSalt(once.salt, { ...services, name: 'nobody' })).toBe(true);
    expect(plausibleHashing(services, 'nobody', 'nobody')).toEqual(once);
    expect(plausibleHashing(services, 'nobody2', 'nobody2')).not.toEqual(once);
  });
});

describe('wrong passwords', () => {
  const { limits } = Config.parse({});

  /** Tries at once and returns the wait in milliseconds, 0 when allowed. */
  function attempt(throttle: PasswordThrottle): number {
    try {
      throttle.begin('ming');
      return 0;
    } catch (error) {
      return (error as { details: { retryAfterMs: number } }).details.retryAfterMs;
    }
  }

  it('are free five times, then cost twice as long each, up to fifteen minutes', () => {
    let now = 0;
    const throttle = new PasswordThrottle(limits, () => now);
    for (let i = 0; i < 5; i++) expect(attempt(throttle)).toBe(0);
    const waits: number[] = [];
    for (let i = 0; i < 12; i++) {
      const wait = attempt(throttle);
      waits.push(wait);
      now += wait;
      expect(attempt(throttle)).toBe(0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900].map((seconds) => seconds * 1000));
  });

  it('are forgotten after the right one', () => {
    const throttle = new PasswordThrottle(limits, () => 0);
    for (let i = 0; i < 5; i++) attempt(throttle);
    throttle.succeeded('ming');
    expect(attempt(throttle)).toBe(0);
  });

  it('of one name do not slow another', () => {
    const throttle = new PasswordThrottle(limits, () => 0);
    for (let i = 0; i < 9; i++) attempt(throttle);
    expect(() => throttle.begin('hong')).not.toThrow();
  });
});
