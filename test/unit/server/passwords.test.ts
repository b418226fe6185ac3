import { describe, expect, it } from 'vitest';
import { PasswordThrottle, plausibleHashing } from '../../../src-server/accounts/passwords.ts';
import { Config } from '../../../src-server/config.ts';

const secrets = { pepper: Buffer.alloc(32, 1), token: Buffer.alloc(32, 2), kdf: Buffer.alloc(32, 3) };

describe('stretching', () => {
  it('is steady and plausible for names nobody has', () => {
    const once = plausibleHashing(secrets, 'nobody');
    expect(once).toMatchObject({ memoryKiB: 65536, passes: 3, parallelism: 1 });
    expect(once.salt).toHaveLength(16);
    expect(plausibleHashing(secrets, 'nobody')).toEqual(once);
    expect(plausibleHashing(secrets, 'nobody2')).not.toEqual(once);
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
