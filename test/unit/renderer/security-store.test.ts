import { describe, expect, it } from 'vitest';
import type { StorageProblem } from '../../../src-main/contract/errors.ts';
import { friends, keyOf, me } from '../../../src-renderer/bridge/memory/people.ts';
import { brokenWorld, lockedWorld, newcomerWorld } from '../../../src-renderer/bridge/memory/secured.ts';
import {
  busyWorld,
  PASSWORD,
  RECOVERY_CODE,
  RESET_CODE,
  worldWithAccounts,
  worldWithServer,
} from '../../../src-renderer/bridge/memory/world.ts';
import type { Microphone } from '../../../src-renderer/bridge/microphone.ts';
import { lockedAccount } from '../../../src-renderer/stores/session.ts';
import type { Stores } from '../../../src-renderer/stores/stores.ts';
import { openWindow, settled } from './window.ts';

const NEXT = 'zhou qi wu 77';
const login = { name: me.name, password: PASSWORD, remember: true };

function sessionOf(stores: Stores) {
  return stores.session.getState();
}

function known({ session }: Stores, name: string) {
  const account = session.getState().remembered.find((each) => each.name === name);
  if (!account) throw new Error(`${name} has never signed in here`);
  return account;
}

describe('the recovery code', () => {
  it('is asked for after registering, until its last group is typed', async () => {
    const { stores } = await openWindow(worldWithServer);
    await sessionOf(stores).register({ name: '小新', email: 'xin@example.com', password: PASSWORD });
    await sessionOf(stores).login({ ...login, name: '小新' });
    expect(sessionOf(stores)).toMatchObject({ asksRecovery: true, session: { isRecoveryConfirmed: false } });
    expect(await stores.security.getState().recoveryCode()).toBe(RECOVERY_CODE);
    await expect(sessionOf(stores).confirmRecovery('XXXXX')).rejects.toMatchObject({ code: 'bad-code' });
    await sessionOf(stores).confirmRecovery('8opye');
    expect(sessionOf(stores).session?.isRecoveryConfirmed).toBe(true);
  });

  it('can be put off, and is not asked for again when the window is opened anew', async () => {
    const { stores } = await openWindow(newcomerWorld);
    expect(sessionOf(stores).asksRecovery).toBe(false);
    sessionOf(stores).setAsksRecovery(true);
    expect(sessionOf(stores).asksRecovery).toBe(true);
  });

  it('takes the password once it is confirmed', async () => {
    const { stores } = await openWindow(busyWorld);
    const { recoveryCode } = stores.security.getState();
    await expect(recoveryCode()).rejects.toMatchObject({ code: 'bad-credentials' });
    expect(await recoveryCode(PASSWORD)).toBe(RECOVERY_CODE);
  });
});

describe('a locked account', () => {
  it('is shown in place of what was open, with all that was typed kept', async () => {
    const { core, stores } = await openWindow(busyWorld);
    await stores.openChat(friends.hong.account);
    stores.drafts.getState().type(friends.hong.account, '写到一半');
    await stores.leave('lock');
    expect(lockedAccount(sessionOf(stores))?.name).toBe(me.name);
    expect(sessionOf(stores).session).toBeUndefined();
    expect(stores.messages.getState().histories.size).toBe(0);
    expect(core.world.drafts.get(friends.hong.account)).toBe('写到一半');
  });

  it('opens with its password, and with no other', async () => {
    const { stores } = await openWindow(lockedWorld);
    const account = known(stores, me.name);
    await expect(sessionOf(stores).open(account)).rejects.toMatchObject({ code: 'locked' });
    await expect(sessionOf(stores).unlock(account, 'x')).rejects.toMatchObject({ code: 'bad-credentials' });
    await sessionOf(stores).unlock(account, PASSWORD);
    expect(sessionOf(stores)).toMatchObject({ locked: undefined, session: { profile: { name: me.name } } });
  });

  it('takes no password for a while after wrong ones', async () => {
    const { clock, stores } = await openWindow(lockedWorld);
    const account = known(stores, me.name);
    const { unlock } = sessionOf(stores);
    for (const wrong of ['a', 'b', 'c'])
      await expect(unlock(account, wrong)).rejects.toMatchObject({ code: 'bad-credentials' });
    const limited = { code: 'rate-limited', details: { retryAfterMs: 30_000 } };
    await expect(unlock(account, PASSWORD)).rejects.toMatchObject(limited);
    await clock.pass(30_000);
    await unlock(account, PASSWORD);
    expect(sessionOf(stores).session).toBeDefined();
  });

  it('can be left for another', async () => {
    const { stores } = await openWindow(lockedWorld);
    sessionOf(stores).leaveLock();
    await sessionOf(stores).trust(known(stores, '李雷').server);
    expect(lockedAccount(sessionOf(stores))).toBeUndefined();
    await sessionOf(stores).login({ ...login, name: '李雷' });
    expect(sessionOf(stores).session?.profile.name).toBe('李雷');
  });
});

describe('activity', () => {
  it('is told every half minute, while an account locks by itself', async () => {
    const { clock, core, stores } = await openWindow(busyWorld);
    const start = core.world.activeAt;
    await stores.settings.getState().change({ lockAfter: 0 });
    await clock.pass(1000);
    stores.noteActivity();
    await settled();
    expect(core.world.activeAt).toBe(start);

    await stores.settings.getState().change({ lockAfter: 5 });
    stores.noteActivity();
    await clock.pass(29_999);
    stores.noteActivity();
    await settled();
    expect(core.world.activeAt).toBe(start + 1000);
    await clock.pass(1);
    stores.noteActivity();
    await settled();
    expect(core.world.activeAt).toBe(start + 31_000);
  });

  it('is speaking, too', async () => {
    let speak: (level: number) => void = () => {};
    const microphone: Microphone = async ({ level }) => {
      speak = level;
      return { stop: async () => new File([], 'voice.webm'), cancel: () => {} };
    };
    const { clock, core, stores } = await openWindow(busyWorld, { microphone });
    await stores.settings.getState().change({ lockAfter: 5 });
    await stores.recording.getState().start(friends.hong.account);
    await clock.pass(60_000);
    speak(0.2);
    await settled();
    expect(core.world.activeAt).toBe(clock.now());
  });

  it('is nobody’s while nothing is open', async () => {
    const { clock, core, stores } = await openWindow(lockedWorld);
    await stores.settings.getState().change({ lockAfter: 5 });
    await clock.pass(60_000);
    stores.noteActivity();
    await settled();
    expect(core.world.activeAt).toBe(clock.now() - 60_000);
  });
});

describe('a history that cannot be opened', () => {
  const problems: StorageProblem[] = ['missing', 'damaged', 'newer', 'other-keys', 'failed'];

  it.each(problems)('is told with its account: %s', async (problem) => {
    const { stores } = await openWindow(brokenWorld(problem));
    await sessionOf(stores).open(known(stores, me.name));
    expect(sessionOf(stores).trouble).toMatchObject({ problem, name: me.name, account: keyOf(me), by: 'open' });
    expect(sessionOf(stores).session).toBeUndefined();
  });

  it('can be tried again', async () => {
    const { core, stores } = await openWindow(brokenWorld('failed'));
    await sessionOf(stores).unlock(known(stores, 'ada'), PASSWORD);
    await sessionOf(stores).trouble?.again();
    expect(sessionOf(stores).trouble?.problem).toBe('failed');
    delete core.world.storageProblem;
    await sessionOf(stores).trouble?.again();
    expect(sessionOf(stores)).toMatchObject({ trouble: undefined, session: { profile: { name: 'ada' } } });
  });

  it('can be set aside; the login goes on with a new one', async () => {
    const { stores } = await openWindow(brokenWorld('damaged'));
    await sessionOf(stores).login(login);
    expect(sessionOf(stores).trouble?.account).toEqual(keyOf(me));
    expect(await sessionOf(stores).setHistoryAside(keyOf(me))).toBe('history-2026-11-21.db');
    await sessionOf(stores).trouble?.again();
    expect(sessionOf(stores)).toMatchObject({ trouble: undefined, session: { profile: { name: me.name } } });
  });

  it('of an account that is not in the list is named by the failure', async () => {
    const { stores } = await openWindow(brokenWorld('damaged'));
    await sessionOf(stores).login({ ...login, name: friends.teacher.name });
    expect(sessionOf(stores).trouble?.account).toEqual(keyOf(friends.teacher));
  });

  it('leads back to the login form with the name', async () => {
    const { stores } = await openWindow(brokenWorld('newer'));
    await sessionOf(stores).open(known(stores, me.name));
    sessionOf(stores).endTrouble();
    expect(sessionOf(stores)).toMatchObject({ trouble: undefined, lastName: me.name });
  });

  it('is no trouble when something else failed', async () => {
    const { stores } = await openWindow(worldWithAccounts);
    await expect(sessionOf(stores).open(known(stores, 'ada'))).rejects.toMatchObject({ code: 'locked' });
    expect(sessionOf(stores).trouble).toBeUndefined();
  });
});

describe('a forgotten password', () => {
  it('is replaced with the recovery code, in any writing', async () => {
    const { stores } = await openWindow(worldWithServer);
    const recover = (code: string, name = me.name) => sessionOf(stores).recover({ name, code, password: NEXT });
    await expect(recover('7K3QD')).rejects.toMatchObject({ code: 'bad-code' });
    await expect(recover(RECOVERY_CODE, 'nobody')).rejects.toMatchObject({ code: 'bad-credentials' });
    await recover(RECOVERY_CODE.toLowerCase().replaceAll('-', ' '));
    expect(sessionOf(stores).lastName).toBe(me.name);
    await sessionOf(stores).login({ ...login, password: NEXT });
    expect(sessionOf(stores).session?.profile.name).toBe(me.name);
  });

  it('is replaced with a code from the administrator', async () => {
    const { stores } = await openWindow(worldWithServer);
    const reset = (code: string) => sessionOf(stores).resetPassword({ name: me.name, code, password: NEXT });
    await expect(reset('x')).rejects.toMatchObject({ code: 'bad-credentials' });
    await reset(RESET_CODE);
    stores.ui.getState().notePasswordSet();
    expect(stores.ui.getState()).toMatchObject({ authPage: 'login', passwordSet: true });
    await sessionOf(stores).login({ ...login, password: NEXT });
    expect(stores.ui.getState().passwordSet).toBe(false);
  });
});

describe('when somebody else has used the account', () => {
  it('the next login leads to the password, until it is changed', async () => {
    const { stores } = await openWindow(busyWorld);
    sessionOf(stores).suspect();
    await stores.leave('close');
    await sessionOf(stores).login(login);
    expect(stores.ui.getState()).toMatchObject({ section: 'settings', settingsPage: 'security' });
    await sessionOf(stores).changePassword(PASSWORD, NEXT);
    await stores.leave('close');
    await sessionOf(stores).login({ ...login, password: NEXT });
    expect(stores.ui.getState().section).toBe('chats');
  });

  it('another account is not bothered', async () => {
    const { stores } = await openWindow(busyWorld);
    sessionOf(stores).suspect();
    await stores.leave('close');
    await sessionOf(stores).login({ ...login, name: '李雷' });
    expect(stores.ui.getState().section).toBe('chats');
  });
});

it('a password is changed by who knows it', async () => {
  const { stores } = await openWindow(busyWorld);
  await expect(sessionOf(stores).changePassword('x', NEXT)).rejects.toMatchObject({ code: 'bad-credentials' });
  await sessionOf(stores).changePassword(PASSWORD, NEXT);
  expect(await stores.security.getState().recoveryCode(NEXT)).toBe(RECOVERY_CODE);
});

it('other devices are listed and removed', async () => {
  const { stores } = await openWindow(busyWorld);
  const { loadDevices, removeDevice } = stores.security.getState();
  await loadDevices();
  expect(stores.security.getState().devices?.map(({ isThis }) => isThis)).toEqual([true, false, false]);
  await removeDevice(2);
  expect(stores.security.getState().devices?.map(({ id }) => id)).toEqual([3, 1]);
  await expect(removeDevice(3)).rejects.toMatchObject({ code: 'not-found' });
  await stores.leave('logout');
  expect(stores.security.getState().devices).toBeUndefined();
});

it('the own certificate is that of the open account', async () => {
  const { stores } = await openWindow(busyWorld);
  const certificate = await stores.security.getState().certificate();
  expect(certificate).toMatchObject({ name: me.name, account: me.account });
  expect(certificate.pem).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
});
