import { describe, expect, it } from 'vitest';
import type { Core } from '../../src-main/core/core.ts';
import {
  accountOf,
  isOnline,
  lastAccount,
  logIn,
  nextEvent,
  PASSWORD,
  registerAndLogin,
  reopen,
  say,
  startCore,
  texts,
  trustServer,
  twoFriends,
  waitFor,
} from '../support/core.ts';
import { RawClient } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';

const NEXT = 'harbour-9-kettle';
const badCredentials = { code: 'bad-credentials' };

/** The code, after the person has confirmed to have it. */
async function confirmedCode(core: Core): Promise<string> {
  const { code } = await core.call('recovery.code', {});
  await core.call('recovery.confirm', { lastGroup: code.slice(-5) });
  return code;
}

describe('the recovery code', () => {
  it('is shown until it is confirmed, then for the password only', async () => {
    const { server } = await startTestServer();
    const core = await startCore();
    await registerAndLogin(core, server, 'ming');
    expect(core.state.session?.isRecoveryConfirmed).toBe(false);
    const { code } = await core.call('recovery.code', {});
    await expect(core.call('recovery.confirm', { lastGroup: 'AAAAA' })).rejects.toMatchObject({ code: 'bad-code' });
    const confirmed = nextEvent(core, 'session', (session) => session?.isRecoveryConfirmed === true);
    await core.call('recovery.confirm', { lastGroup: code.slice(-5).toLowerCase() });
    await confirmed;
    await expect(core.call('recovery.code', {})).rejects.toMatchObject(badCredentials);
    await expect(core.call('recovery.code', { password: 'wrong' })).rejects.toMatchObject(badCredentials);
    expect(await core.call('recovery.code', { password: PASSWORD })).toEqual({ code });

    await core.call('account.logout', {});
    await logIn(core, 'ming');
    expect(core.state.session?.isRecoveryConfirmed).toBe(true);
  });

  it('sets a new password; history, friends and keys stay', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    await say(ming, accountOf(hong), 'before');
    await texts(hong, accountOf(ming), 1);
    const code = await confirmedCode(ming);
    await ming.call('account.logout', {});

    const recover = (args: object) => ming.call('account.recover', { name: 'ming', code, password: NEXT, ...args });
    await expect(recover({ code: 'AAAAA' })).rejects.toMatchObject({ code: 'bad-code' });
    await expect(recover({ password: '1234' })).rejects.toMatchObject({ code: 'invalid-fields' });
    await expect(recover({ name: 'nobody' })).rejects.toMatchObject(badCredentials);
    await expect(recover({ name: 'hong' })).rejects.toMatchObject(badCredentials);
    await recover({ code: code.toLowerCase() });

    await expect(logIn(ming, 'ming')).rejects.toMatchObject(badCredentials);
    await logIn(ming, 'ming', { password: NEXT });
    expect(await texts(ming, accountOf(hong), 1)).toEqual(['before']);
    await say(ming, accountOf(hong), 'after');
    expect(await texts(hong, accountOf(ming), 2)).toEqual(['before', 'after']);
    expect((await hong.call('trust.get', { account: accountOf(ming) })).changedAt).toBeUndefined();
    expect(await ming.call('recovery.code', { password: NEXT })).toEqual({ code });
  });
});

describe('changing the password', () => {
  it('needs the present one and a good new one', async () => {
    const { server } = await startTestServer();
    const core = await startCore();
    await registerAndLogin(core, server, 'ming');
    const change = (current: string, next: string) => core.call('account.changePassword', { current, next });
    await expect(change('wrong', NEXT)).rejects.toMatchObject(badCredentials);
    await expect(change(PASSWORD, '12345678')).rejects.toMatchObject({
      code: 'invalid-fields',
      details: { fields: { password: 'format' } },
    });
  });

  it('re-wraps, goes on with the same session and history, and the old password is worth nothing', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    await say(ming, accountOf(hong), 'before');
    await texts(hong, accountOf(ming), 1);
    const { code } = await ming.call('recovery.code', {});
    await ming.call('account.changePassword', { current: PASSWORD, next: NEXT });
    expect(ming.state.session?.connection).toEqual({ state: 'online' });
    const offline = nextEvent(ming, 'connection', ({ state }) => state === 'offline');
    await running.restart();
    await offline;
    await ming.call('connection.retry', {});
    await isOnline(ming);
    await say(ming, accountOf(hong), 'after');
    await texts(hong, accountOf(ming), 2);

    await ming.call('account.lock', {});
    await expect(reopen(ming, PASSWORD)).rejects.toMatchObject(badCredentials);
    await reopen(ming, NEXT);
    expect(await texts(ming, accountOf(hong), 2)).toEqual(['before', 'after']);
    expect(await ming.call('recovery.code', {})).toEqual({ code });
    await ming.call('account.logout', {});
    await expect(logIn(ming, 'ming')).rejects.toMatchObject(badCredentials);
    await logIn(ming, 'ming', { password: NEXT });
  });

  it('is not possible without a connection, and changes nothing then', async () => {
    const running = await startTestServer();
    const core = await startCore();
    await registerAndLogin(core, running.server, 'ming');
    await running.server.stop();
    await waitFor(core, () => core.state.session?.connection.state !== 'online' || undefined);
    await expect(core.call('account.changePassword', { current: PASSWORD, next: NEXT })).rejects.toMatchObject({
      code: 'offline',
    });
    await core.call('account.lock', {});
    await reopen(core, PASSWORD);
  });
});

describe('second thoughts of another machine', () => {
  it('opens with the password it knew, and learns the new one at its next login', async () => {
    const { server } = await startTestServer();
    const [desk, laptop] = [await startCore(), await startCore()];
    await registerAndLogin(desk, server, 'ming');
    await trustServer(laptop, server);
    await logIn(laptop, 'ming');
    await laptop.call('account.changePassword', { current: PASSWORD, next: NEXT });
    await waitFor(desk, () => desk.state.session?.connection.state === 'ended' || undefined);
    await desk.call('account.close', {});
    await desk.call('account.forget', { ...lastAccount(desk), deleteHistory: false });
    await expect(logIn(desk, 'ming')).rejects.toMatchObject(badCredentials);
    await logIn(desk, 'ming', { password: NEXT });
    await desk.call('account.lock', {});
    await reopen(desk, NEXT);
  });
});

describe('somebody who guesses the password at the same address', () => {
  it('keeps nobody out who was signed in here before', async () => {
    const { server } = await startTestServer();
    const ming = await startCore();
    await registerAndLogin(ming, server, 'ming');
    await ming.call('account.logout', {});
    const guesser = await RawClient.connect(server);
    const guess = () => guesser.login('ming');
    for (let i = 0; i < 5; i++) await expect(guess()).rejects.toMatchObject(badCredentials);
    await expect(guess()).rejects.toMatchObject({ code: 'rate-limited' });
    await logIn(ming, 'ming');
    expect(ming.state.session?.profile.name).toBe('ming');
  });
});
