import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { describe, expect, it } from 'vitest';
import { AccountId } from '../../../protocol/index.ts';
import { SafetyNumber } from '../../../src-main/core/safety.ts';

const party = (account: number) => ({
  account: AccountId.parse(account),
  key: IdentityKeyPair.generate().publicKey.serialize(),
});
const [ming, hong, mallory] = [party(10_001), party(10_002), party(10_003)];

describe('a safety number', () => {
  it('is the same 60 digits for both, and for nobody else', () => {
    const ours = new SafetyNumber('server', ming, hong);
    expect(ours.digits).toMatch(/^\d{60}$/);
    expect(new SafetyNumber('server', hong, ming).digits).toBe(ours.digits);
    const others = [
      new SafetyNumber('server', ming, mallory),
      new SafetyNumber('server', ming, { ...hong, key: mallory.key }),
      new SafetyNumber('server', ming, { ...hong, account: mallory.account }),
      new SafetyNumber('another server', ming, hong),
    ];
    for (const { digits } of others) expect(digits).not.toBe(ours.digits);
  });

  it('compares what was scanned', () => {
    const ours = new SafetyNumber('server', ming, hong);
    const scanned = (from: typeof ming, to: typeof ming, server = 'server') => new SafetyNumber(server, from, to).code;
    expect(ours.compare(scanned(hong, ming))).toBe('match');
    expect(ours.compare(` ${scanned(hong, ming)}\n`)).toBe('match');
    expect(ours.compare(scanned({ ...hong, key: mallory.key }, ming))).toBe('mismatch');
    expect(ours.compare(scanned(hong, { ...ming, key: mallory.key }))).toBe('mismatch');
    expect(ours.compare(scanned(hong, ming, 'another server'))).toBe('mismatch');
    expect(ours.compare(scanned(mallory, ming))).toBe('other-person');
    expect(ours.compare(ours.code)).toBe('other-person');
    const cut = scanned(hong, ming).replace(/:[^:]+$/, ':AAAA');
    for (const nonsense of ['', 'https://example.org', 'miyu-safety:1:2', cut])
      expect(ours.compare(nonsense)).toBe('no-code');
  });
});
