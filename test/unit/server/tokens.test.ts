import { generateKeyPairSync, sign } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { AccountId, DeviceId } from '../../../protocol/index.ts';
import { isResumeSigned, Tokens } from '../../../src-server/accounts/tokens.ts';

const secret = Buffer.alloc(32, 1);
const now = Date.UTC(2026, 10, 21);
const DAY_MS = 24 * 3600_000;
const claims = { account: AccountId.parse(1), device: DeviceId.parse(2), session: 3 };

describe('session tokens', () => {
  it('say whose login it was, once and again', async () => {
    const tokens = new Tokens(secret, 7);
    const token = await tokens.issue(claims, now);
    for (let i = 0; i < 2; i++) expect(await tokens.read(token, now)).toMatchObject(claims);
  });

  it('are void after their time, also when read before', async () => {
    const tokens = new Tokens(secret, 7);
    const token = await tokens.issue(claims, now);
    await tokens.read(token, now + 6 * DAY_MS);
    await expect(tokens.read(token, now + 7 * DAY_MS)).rejects.toMatchObject({ code: 'bad-token' });
    await expect(new Tokens(secret, 7).read(token, now + 7 * DAY_MS)).rejects.toMatchObject({ code: 'bad-token' });
  });

  it('of another server, changed, without claims or unsigned are refused', async () => {
    const tokens = new Tokens(secret, 7);
    const foreign = await new Tokens(Buffer.alloc(32, 2), 7).issue(claims, now);
    const [header, payload, mac] = (await tokens.issue(claims, now)).split('.');
    const changed = [
      header,
      Buffer.from(JSON.stringify({ ...claims, account: 9, exp: 9e9 })).toString('base64url'),
      mac,
    ];
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const empty = await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    for (const token of [foreign, changed.join('.'), `${none}.${payload}.`, empty, 'x', '']) {
      await expect(tokens.read(token, now), token).rejects.toMatchObject({ code: 'bad-token' });
    }
  });

  it('need a signature by the device over this very connection', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(12);
    const exporter = Buffer.alloc(32, 5);
    const signature = sign(null, Buffer.concat([Buffer.from('miyu/1 resume'), exporter]), privateKey);
    expect(isResumeSigned(raw, exporter, signature)).toBe(true);
    expect(isResumeSigned(raw, Buffer.alloc(32, 6), signature)).toBe(false);
    expect(isResumeSigned(Buffer.alloc(32, 7), exporter, signature)).toBe(false);
  });
});
