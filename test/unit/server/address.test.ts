import { describe, expect, it } from 'vitest';
import { isShared } from '../../../src-server/address.ts';

const PUBLIC = '198.51.100.7';

describe('who is told an address', () => {
  it.each([
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.20',
    '127.0.0.1',
    '169.254.10.10',
    '::1',
    'fd00::5',
    'fe80::1234',
  ])('%s counts as in the local network', (address) => {
    expect(isShared('lan', address, '192.168.1.2')).toBe(true);
    expect(isShared('lan', '192.168.1.2', address)).toBe(true);
  });

  it.each([PUBLIC, '172.32.0.1', '100.64.0.1', '8.8.8.8', '2001:db8::1', 'fec0::1', 'unknown', ''])(
    '%s does not',
    (address) => {
      expect(isShared('lan', address, '192.168.1.2')).toBe(false);
      expect(isShared('lan', '192.168.1.2', address)).toBe(false);
    },
  );

  it('is everybody or nobody when the owner says so', () => {
    expect(isShared('always', PUBLIC, '203.0.113.9')).toBe(true);
    expect(isShared('never', '127.0.0.1', '127.0.0.1')).toBe(false);
  });
});
