import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Core } from '../../src-main/core/core.ts';
import {
  accountOf,
  logIn,
  messagesWith,
  nextEvent,
  registerAndLogin,
  say,
  startCore,
  texts,
  twoFriends,
  waitFor,
} from '../support/core.ts';
import { resetPassword } from '../support/reset.ts';
import { startTestServer } from '../support/server.ts';

const trustIn = (core: Core, other: Core) => core.account.contacts.find(accountOf(other))?.trust;

describe('comparing keys', () => {
  it('shows both the same number, and marks who was compared', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    const [hers, his] = [
      await ming.call('trust.get', { account: hongId }),
      await hong.call('trust.get', { account: mingId }),
    ];
    expect(hers.number).toMatch(/^\d{60}$/);
    expect(his.number).toBe(hers.number);
    expect(hers.trust).toBe('server');
    expect(hers.certificate).toMatchObject({
      name: 'hong',
      account: hongId,
      issuer: 'Test (Miyu)',
    });
    expect(hers.certificate.pem).toMatch(/^-----BEGIN CERTIFICATE-----/);
    expect(new X509Certificate(hers.certificate.pem).subjectAltName).not.toContain('hong@example.org');
    expect(await hong.call('certificate.own', {})).toEqual(hers.certificate);

    const told = nextEvent(ming, 'contact', ({ trust }) => trust === 'verified');
    await ming.call('trust.verify', { account: hongId, verified: true });
    await told;
    expect(await ming.call('trust.get', { account: hongId })).toMatchObject({ trust: 'verified' });
    await ming.call('trust.verify', { account: hongId, verified: false });
    expect(await ming.call('trust.get', { account: hongId })).toMatchObject({ trust: 'server' });
  });

  it('verifies by scanning, when it is the right picture', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const { code } = await hong.call('trust.get', { account: accountOf(ming) });
    const scan = (scanned: string) => ming.call('trust.scan', { account: accountOf(hong), code: scanned });
    expect(await scan('https://example.org')).toEqual({ result: 'no-code' });
    const own = await ming.call('trust.get', { account: accountOf(hong) });
    expect(await scan(own.code)).toEqual({ result: 'other-person' });
    expect(trustIn(ming, hong)).toBe('server');
    expect(await scan(code)).toEqual({ result: 'match' });
    expect(trustIn(ming, hong)).toBe('verified');
    expect(trustIn(hong, ming)).not.toBe('verified');
  });

  it('has nothing to show for strangers', async () => {
    const { server } = await startTestServer();
    const [ming, hong] = [await startCore(), await startCore()];
    await registerAndLogin(ming, server, 'ming');
    await registerAndLogin(hong, server, 'hong');
    await expect(ming.call('trust.get', { account: accountOf(hong) })).rejects.toMatchObject({ code: 'no-keys' });
  });
});

describe('new keys after an administrator let somebody begin anew', () => {
  /** Hong has lost password and recovery code. */
  async function hongBeginsAnew(verifiedBefore: boolean) {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    await say(hong, accountOf(ming), 'before');
    await texts(ming, accountOf(hong), 1);
    if (verifiedBefore) await ming.call('trust.verify', { account: accountOf(hong), verified: true });
    await hong.call('account.logout', {});
    const hongId = (await ming.call('contacts.list', {}))[0]?.profile.account;
    if (hongId === undefined) throw new Error('no friend');
    const code = await resetPassword(running.folder, 'hong');
    await expect(
      hong.call('account.reset', { name: 'hong', code: 'XXXXX', password: 'harbour-9-kettle' }),
    ).rejects.toMatchObject({
      code: 'bad-credentials',
    });
    await hong.call('account.reset', { name: 'hong', code, password: 'harbour-9-kettle' });
    const changed = nextEvent(ming, 'messages', (messages) => messages.some(({ kind }) => kind === 'keys-changed'));
    await expect(logIn(hong, 'hong', { password: 'harbour-9-kettle' })).rejects.toMatchObject({
      code: 'storage',
      details: { problem: 'other-keys' },
    });
    await hong.call('account.setHistoryAside', { account: hongId, fingerprint: running.server.fingerprint });
    await logIn(hong, 'hong', { password: 'harbour-9-kettle' });
    await changed;
    return { ming, hong, hongId };
  }

  it('are told in the chat with their reason, and used', async () => {
    const { ming, hong, hongId } = await hongBeginsAnew(false);
    const lines = await messagesWith(ming, hongId);
    expect(lines.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['text', undefined],
      ['keys-changed', 'reset'],
    ]);
    expect(trustIn(ming, hong)).toBe('server');
    await say(ming, hongId, 'is it you?');
    expect(await texts(hong, accountOf(ming), 1)).toEqual(['is it you?']);
    await say(hong, accountOf(ming), 'it is');
    expect(await texts(ming, hongId, 4)).toEqual(['before', '', 'is it you?', 'it is']);
  });

  it('stop sending to a verified friend until they are accepted or compared', async () => {
    const { ming, hong, hongId } = await hongBeginsAnew(true);
    expect(trustIn(ming, hong)).toBe('changed');
    await expect(say(ming, hongId, 'secret')).rejects.toMatchObject({ code: 'keys-changed' });
    await say(hong, accountOf(ming), 'hello?');
    expect(await texts(ming, hongId, 3)).toEqual(['before', '', 'hello?']);
    await ming.call('trust.accept', { account: hongId });
    expect(trustIn(ming, hong)).toBe('server');
    await say(ming, hongId, 'now then');
    await waitFor(hong, async () =>
      (await messagesWith(hong, accountOf(ming))).find(({ text }) => text === 'now then'),
    );
  });
});
