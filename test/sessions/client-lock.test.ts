import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Core } from '../../src-main/core/core.ts';
import type { Keychain } from '../../src-main/core/keychain.ts';
import {
  accountOf,
  isOnline,
  lastAccount,
  logIn,
  memoryKeychain,
  nextEvent,
  PASSWORD,
  registerAndLogin,
  reopen,
  say,
  startCore,
  texts,
  twoFriends,
} from '../support/core.ts';
import { startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function signedIn(options: Parameters<typeof startCore>[0] = {}) {
  const running = await startTestServer();
  const core = await startCore(options);
  await registerAndLogin(core, running.server, 'ming');
  return { ...running, core };
}

const unlock = (core: Core, password = PASSWORD) => core.call('account.unlock', { ...lastAccount(core), password });

describe('locking', () => {
  it('closes the account until its password is given, messages arrive afterwards', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const locked = nextEvent(ming, 'locked');
    await ming.call('account.lock', {});
    expect(await locked).toEqual(lastAccount(ming));
    expect(ming.state).toMatchObject({ locked: lastAccount(ming) });
    expect(ming.state.session).toBeUndefined();
    await expect(ming.call('contacts.list', {})).rejects.toMatchObject({ code: 'no-session' });

    await say(hong, lastAccount(ming).account, 'while you were away');
    await expect(unlock(ming, 'not the password')).rejects.toMatchObject({ code: 'bad-credentials' });
    await unlock(ming);
    expect(ming.state.locked).toBeUndefined();
    expect(await texts(ming, accountOf(hong), 1)).toEqual(['while you were away']);
  });

  it('happens by itself after the chosen time without activity', async () => {
    let now = 1_800_000_000_000;
    const { core } = await signedIn({ now: () => now, locksWhenIdle: true });
    await core.call('settings.set', { lockAfter: 5 });
    now += 4 * 60_000;
    await core.call('app.activity', {});
    now += 4 * 60_000;
    await core.call('contacts.list', {});
    const locked = nextEvent(core, 'locked');
    now += 60_000;
    await locked;
    expect(core.state.session).toBeUndefined();
  });

  it('needs the password even where a keychain has the key', async () => {
    const { core } = await signedIn({ keychain: memoryKeychain() });
    expect(core.state.remembered).toMatchObject([{ access: 'open' }]);
    await core.call('account.lock', {});
    expect(core.state.remembered).toMatchObject([{ access: 'password' }]);
    await expect(core.call('account.open', lastAccount(core))).rejects.toMatchObject({ code: 'locked' });
    await unlock(core);
    expect(core.state.remembered).toMatchObject([{ access: 'open' }]);
  });

  it('asks for patience after several wrong passwords', async () => {
    let now = 1_800_000_000_000;
    const { core } = await signedIn({ now: () => now });
    await core.call('account.lock', {});
    for (let tries = 0; tries < 5; tries++) {
      await expect(unlock(core, 'wrong')).rejects.toMatchObject({ code: 'bad-credentials' });
    }
    await expect(unlock(core)).rejects.toMatchObject({ code: 'rate-limited', details: { retryAfterMs: 1000 } });
    now += 1000;
    await unlock(core);
  });
});

describe('the next start', () => {
  it('needs the password and no server', async () => {
    const { core, server } = await signedIn();
    await core.close();
    await server.stop();
    const again = await startCore({ folder: core.installation.folder });
    expect(again.state.remembered).toMatchObject([{ access: 'password' }]);
    await expect(again.call('account.open', lastAccount(again))).rejects.toMatchObject({ code: 'locked' });
    await reopen(again);
    expect(again.state.session?.profile.name).toBe('ming');
  });

  it('needs nothing where a keychain keeps the key, and the password when that has lost it', async () => {
    const keychain = memoryKeychain();
    const { core } = await signedIn({ keychain });
    await core.close();
    const again = await startCore({ folder: core.installation.folder, keychain });
    await again.call('account.open', lastAccount(again));
    await isOnline(again);
    await again.close();
    const elsewhere = await startCore({ folder: core.installation.folder, keychain: memoryKeychain() });
    await expect(elsewhere.call('account.open', lastAccount(elsewhere))).rejects.toMatchObject({ code: 'locked' });
    await reopen(elsewhere);
  });

  it('opens by itself no account in place of one that the person is opening, or has locked', async () => {
    const { server } = await startTestServer();
    const core = await startCore({ keychain: memoryKeychain() });
    await registerAndLogin(core, server, 'hong');
    const hong = lastAccount(core);
    await core.call('account.logout', {});
    await registerAndLogin(core, server, 'ming');
    const ming = lastAccount(core);
    await core.call('account.close', {});

    const opening = logIn(core, 'hong');
    const late = core.call('account.open', { ...ming, unlessOpen: true });
    expect((await opening).profile.account).toBe(hong.account);
    expect((await late).profile.account).toBe(hong.account);
    expect(core.state.session?.profile.account).toBe(hong.account);

    await core.call('account.lock', {});
    await expect(core.call('account.open', { ...ming, unlessOpen: true })).rejects.toMatchObject({ code: 'locked' });
    expect((await core.call('account.open', ming)).profile.account).toBe(ming.account);
  });

  it('has the keychain keep the key anew once the password opens what the old one does not', async () => {
    const { core } = await signedIn({ keychain: memoryKeychain() });
    const { folder } = core.installation;
    await core.close();
    const keychain = memoryKeychain();
    const renamed = await startCore({ folder, keychain });
    await expect(renamed.call('account.open', lastAccount(renamed))).rejects.toThrow();
    await unlock(renamed);
    await renamed.close();
    const again = await startCore({ folder, keychain });
    await again.call('account.open', lastAccount(again));
    expect(again.state.session).toBeDefined();
  });

  it('does not use the keychain when that was not wanted, or after a logout', async () => {
    const { core } = await signedIn({ keychain: memoryKeychain() });
    await core.call('account.logout', {});
    expect(core.state.remembered).toMatchObject([{ access: 'signed-out' }]);
    const vault = await core.installation.readVault(lastAccount(core));
    expect(vault?.kept).toBeUndefined();
    await logIn(core, 'ming', { remember: false });
    expect(core.state.remembered).toMatchObject([{ access: 'password' }]);
  });
});

describe('a keychain that changes', () => {
  const keptBy = async (core: Core) => (await core.installation.readVault(lastAccount(core)))?.kept;

  it('that keeps nothing safe loses what it had kept, also beside a history that was set aside, and the person hears why', async () => {
    const { core } = await signedIn({ keychain: memoryKeychain() });
    const { folder } = core.installation.filesOf(lastAccount(core));
    await core.close();
    await cp(join(folder, 'vault.json'), join(folder, 'vault.json.kept-2026-01-01T00-00-00-000Z'));

    const unsafe = { ...memoryKeychain(), isReady: false, isSafe: () => false };
    const again = await startCore({ folder: core.installation.folder, keychain: unsafe });
    const dropped = { access: 'password', isKeyDropped: true };
    expect(again.state).toMatchObject({ hasKeychain: false, remembered: [dropped] });
    const vaults = (await readdir(folder)).filter((name) => name.startsWith('vault.json'));
    expect(vaults).toHaveLength(2);
    for (const name of vaults) expect(JSON.parse(await readFile(join(folder, name), 'utf8')).kept).toBeUndefined();
    await again.close();

    // they hear it until they have given the password
    const later = await startCore({ folder: core.installation.folder, keychain: memoryKeychain() });
    expect(later.state.remembered).toMatchObject([dropped]);
    await unlock(later);
    expect(later.state.remembered[0]).not.toHaveProperty('isKeyDropped');
  });

  it('that has another key by now protects the secret again', async () => {
    const keychain = memoryKeychain();
    const { core } = await signedIn({ keychain });
    const before = await keptBy(core);
    await core.close();
    const rotated: Keychain = {
      ...keychain,
      reveal: async (kept) => ({ ...(await keychain.reveal(kept)), isOutdated: true }),
    };
    const again = await startCore({ folder: core.installation.folder, keychain: rotated });
    await again.call('account.open', lastAccount(again));
    const renewed = await keptBy(again);
    expect(renewed).not.toEqual(before);
    // what changes the vault later keeps it
    await isOnline(again);
    await again.call('contacts.nameGroup', { name: 'class' });
    expect(await keptBy(again)).toEqual(renewed);
  });

  it('that fails when it is to keep a key is no obstacle to a login', async () => {
    const keychain = { ...memoryKeychain(), protect: () => Promise.reject(new Error('no answer')) };
    const { core } = await signedIn({ keychain });
    expect(core.state.remembered).toMatchObject([{ access: 'password' }]);
    expect(await keptBy(core)).toBeUndefined();
  });

  it('that answers late is told of, and opens the account then', async () => {
    const keychain = memoryKeychain();
    const { core } = await signedIn({ keychain });
    await core.close();
    let answer = () => {};
    const late = { ...keychain, isReady: false, listen: (changed: () => void) => (answer = changed) };
    const again = await startCore({ folder: core.installation.folder, keychain: late });
    expect(again.state.hasKeychain).toBe(false);
    await expect(again.call('account.open', lastAccount(again))).rejects.toMatchObject({ code: 'locked' });
    const told = nextEvent(again, 'keychain');
    late.isReady = true;
    answer();
    expect(await told).toBe(true);
    await again.call('account.open', lastAccount(again));
  });
});

describe('a history that cannot be opened', () => {
  const problem = (name: string) => ({ code: 'storage', details: { problem: name } });

  it('is never replaced by an empty one: damaged, then lost', async () => {
    const { core } = await signedIn();
    await core.call('account.close', {});
    const { history } = core.installation.filesOf(lastAccount(core));
    await writeFile(history, 'not a database at all, and long enough to be read as one'.repeat(200));
    await expect(unlock(core)).rejects.toMatchObject(problem('damaged'));
    await expect(logIn(core, 'ming')).rejects.toMatchObject(problem('damaged'));
    await rm(history);
    await expect(unlock(core)).rejects.toMatchObject(problem('missing'));
    await expect(logIn(core, 'ming')).rejects.toMatchObject(problem('missing'));
    expect(core.state.session).toBeUndefined();
  });

  it('can be set aside, and a new one begins', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    await say(ming, accountOf(hong), 'before');
    await texts(hong, accountOf(ming), 1);
    await ming.call('account.close', {});
    const { history, folder } = ming.installation.filesOf(lastAccount(ming));
    await writeFile(history, 'x'.repeat(8192));
    const { file } = await ming.call('account.setHistoryAside', lastAccount(ming));
    expect(await readFile(join(folder, file), 'utf8')).toBe('x'.repeat(8192));
    await logIn(ming, 'ming');
    expect(await ming.call('conversations.list', {})).toEqual([]);
    await say(hong, accountOf(ming), 'again?');
    expect(await texts(ming, accountOf(hong), 1)).toEqual(['again?']);
    await say(ming, accountOf(hong), 'again');
    expect(await texts(hong, accountOf(ming), 3)).toEqual(['before', 'again?', 'again']);
  });

  it('is told apart when it was made with keys the account no longer has', async () => {
    const { core } = await signedIn();
    const other = await startTestServer();
    const stranger = await startCore();
    await registerAndLogin(stranger, other.server, 'hong');
    const foreign = await stranger.installation.readVault(lastAccount(stranger));
    const mine = await core.installation.readVault(lastAccount(core));
    await core.call('account.logout', {});
    if (!foreign || !mine) throw new Error('no vaults');
    await core.installation.filesOf(lastAccount(core)).writeVault(foreign);
    await expect(logIn(core, 'ming')).rejects.toMatchObject(problem('other-keys'));
    await core.installation.filesOf(lastAccount(core)).writeVault(mine);
    await logIn(core, 'ming');
  });
});

it('leaves nothing readable on the disk', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  await ming.call('conversations.setDraft', { id: accountOf(hong), draft: 'half a thought' }).catch(() => undefined);
  await say(ming, accountOf(hong), 'eyes only');
  await texts(hong, accountOf(ming), 1);
  const secrets = [ming, hong].flatMap(({ open }) => [open.device.token ?? '', open.device.key]);
  const readable = ['eyes only', 'half a thought', PASSWORD, ...secrets, 'SQLite format 3'];
  // a thief's copy, taken while both are running
  const copy = await temporaryFolder();
  for (const core of [ming, hong]) {
    await cp(core.installation.folder, join(copy, `${accountOf(core)}`), { recursive: true });
  }
  const entries = await readdir(copy, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'lock');
  expect(files.map(({ name }) => name)).toContain('history.db-wal');
  for (const { parentPath, name } of files) {
    const bytes = await readFile(join(parentPath, name));
    for (const text of readable) expect(bytes.includes(text), `${name}: ${text.slice(0, 8)}`).toBe(false);
  }
});
