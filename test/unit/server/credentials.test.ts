import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DeviceId } from '../../../protocol/index.ts';
import { credentialMac, prove } from '../../../src-server/accounts/credentials.ts';
import { devicePass, guesserAt, guesserFor, guesserOn } from '../../../src-server/accounts/guesser.ts';
import { PasswordThrottle } from '../../../src-server/accounts/passwords.ts';
import { newResetCode, resetCodeBytes } from '../../../src-server/accounts/reset-code.ts';
import { Config } from '../../../src-server/config.ts';
import { insertAccountKeys } from '../../../src-server/store/account-keys.ts';
import { setPassword } from '../../../src-server/store/accounts.ts';
import { type CredentialKind, putReset } from '../../../src-server/store/credentials.ts';
import { addAccount, temporaryDatabase } from '../../support/server-database.ts';

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return { ...crypto, createHmac: vi.fn(crypto.createHmac) };
});
afterEach(() => vi.mocked(createHmac).mockClear());

const secrets = { pepper: Buffer.alloc(32, 1), token: Buffer.alloc(32, 2), kdf: Buffer.alloc(32, 3) };
const hashing = { salt: Buffer.alloc(16), memoryKiB: 65536, passes: 3, parallelism: 1 };
const right = Buffer.alloc(32, 9);
const wrong = Buffer.alloc(32, 8);
const kinds: CredentialKind[] = ['password', 'recovery', 'reset'];
const NOW = 1000;

async function setUp() {
  const database = await temporaryDatabase();
  const ming = await database.write(async (writer) => {
    const account = await addAccount(writer, 'ming');
    await setPassword(writer, account, { authMac: credentialMac(secrets, 'password', right), hashing });
    const keys = { certificate: right, accountKey: right, identityKey: Buffer.alloc(33) };
    const recoveryMac = credentialMac(secrets, 'recovery', right);
    await insertAccountKeys(writer, account, { ...keys, recoveryMac, vault: right });
    await putReset(writer, account, credentialMac(secrets, 'reset', right), NOW + 1);
    await addAccount(writer, 'bare');
    return account;
  });
  const queries = vi.spyOn(database.read, 'selectFrom');
  let now = NOW;
  const services = {
    database,
    secrets,
    throttle: new PasswordThrottle(Config.parse({}).limits, () => 0),
    wallClock: () => now,
  };
  const attempt = (name: string, kind: CredentialKind, value: Uint8Array, guesser = guesserAt('192.0.2.1')) =>
    prove(services, { name, kind, value, guesser });
  return { ming, queries, attempt, setTime: (time: number) => (now = time) };
}

describe.each(kinds)('the proof by %s', (kind) => {
  it('says whose account it is', async () => {
    const { ming, attempt } = await setUp();
    expect(await attempt('MING', kind, right)).toBe(ming);
  });

  it('costs and tells the same for an unknown name, an account without it, and a wrong one', async () => {
    const { queries, attempt } = await setUp();
    const costs = [];
    for (const name of ['ming', 'bare', 'nobody', "ming' or 1=1 --"]) {
      queries.mockClear();
      vi.mocked(createHmac).mockClear();
      await expect(attempt(name, kind, wrong)).rejects.toMatchObject({ code: 'bad-credentials', details: undefined });
      costs.push({ queries: queries.mock.calls.length, hmacs: vi.mocked(createHmac).mock.calls.length });
    }
    expect(costs).toEqual(Array(4).fill({ queries: 1, hmacs: 1 }));
  });

  it('must wait after five wrong ones, for known and unknown names alike', async () => {
    const { attempt } = await setUp();
    for (const name of ['ming', 'nobody']) {
      for (let i = 0; i < 5; i++) {
        await expect(attempt(name, kind, wrong)).rejects.toMatchObject({ code: 'bad-credentials' });
      }
      await expect(attempt(name, kind, right)).rejects.toMatchObject({ code: 'rate-limited' });
    }
  });

  it('is held up for whoever guesses, and for nobody elsewhere, nor for other ways in', async () => {
    const { ming, attempt } = await setUp();
    for (let i = 0; i < 9; i++) await attempt('ming', kind, wrong).catch(() => {});
    await expect(attempt('ming', kind, right)).rejects.toMatchObject({ code: 'rate-limited' });
    expect(await attempt('ming', kind, right, guesserAt('192.0.2.2'))).toBe(ming);
    expect(await attempt('ming', kind, right, guesserOn(7 as DeviceId))).toBe(ming);
    for (const other of kinds) if (other !== kind) expect(await attempt('ming', other, right)).toBe(ming);
  });

  it('is not given by what proves something else, nor by what the server keeps', async () => {
    const { attempt } = await setUp();
    for (const other of kinds) {
      const stolen = credentialMac(secrets, other, right);
      await expect(attempt('ming', kind, stolen)).rejects.toMatchObject({ code: 'bad-credentials' });
    }
    expect(new Set(kinds.map((each) => credentialMac(secrets, each, right).toString('hex'))).size).toBe(kinds.length);
  });
});

describe('who guesses', () => {
  const device = 7 as DeviceId;
  const pass = devicePass(secrets, 'Ming', device);

  it('is the device, when it is known to the account', () => {
    expect(guesserFor(secrets, 'ming', '192.0.2.1', { id: device, pass })).toBe(guesserOn(device));
  });

  it('is anybody at the address when the pass is missing, for another device or account, or of another server', () => {
    const at = (name: string, changes: { id?: DeviceId; pass?: Buffer }) =>
      guesserFor(secrets, name, '192.0.2.1', { id: device, pass, ...changes });
    const others = { ...secrets, token: Buffer.alloc(32, 9) };
    const there = guesserAt('192.0.2.1');
    expect(at('hong', {})).toBe(there);
    expect(at('ming', { id: 8 as DeviceId })).toBe(there);
    expect(at('ming', { pass: devicePass(others, 'ming', device) })).toBe(there);
    expect(guesserFor(secrets, 'ming', '192.0.2.1', { id: device })).toBe(there);
    expect(guesserFor(secrets, 'ming', '192.0.2.1', {})).toBe(there);
  });

  it('is one person for all networks of a site', () => {
    expect(guesserAt('2001:db8:1:2::9')).toBe(guesserAt('2001:db8:1:ffff::7'));
    expect(guesserAt('2001:db8:1:2::9')).not.toBe(guesserAt('2001:db8:2:2::9'));
  });
});

describe('a reset code', () => {
  it('holds until its time is over', async () => {
    const { ming, attempt, setTime } = await setUp();
    expect(await attempt('ming', 'reset', right)).toBe(ming);
    setTime(NOW + 1);
    await expect(attempt('ming', 'reset', right)).rejects.toMatchObject({ code: 'bad-credentials' });
  });

  it('is the same however it is written', () => {
    const code = newResetCode();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    expect(newResetCode()).not.toBe(code);
    const sloppy = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
    expect(resetCodeBytes(sloppy)).toEqual(resetCodeBytes(code));
  });
});
