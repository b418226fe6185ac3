import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AccountId, DeviceId } from '../../../protocol/index.ts';
import { FolderInUseError } from '../../../src-main/core/folder-lock.ts';
import { Installation } from '../../../src-main/core/installation.ts';
import { modesIn, openFolder } from '../../support/modes.ts';
import { itUnless, noModes } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const server = { host: 'class.example', port: 6498, fingerprint: 'f'.repeat(43), name: 'Class' };
const key = { account: AccountId.parse(7), fingerprint: server.fingerprint };
const remembered = {
  account: key.account,
  name: 'ming',
  displayName: '小明',
  server,
  lastLogin: 1,
  access: 'password',
} as const;
const device = { name: 'ming', device: DeviceId.parse(3) };
const vault = {
  version: 2,
  data: new Uint8Array([1, 2, 3]),
  hashing: { salt: new Uint8Array(16).fill(7), memoryKiB: 19 * 1024, passes: 1, parallelism: 1 },
  kept: new Uint8Array([4, 5]),
};

async function open(folder: string, log: (line: string) => void = () => {}): Promise<Installation> {
  const installation = await Installation.open(folder, log);
  onTestFinished(() => installation.close());
  return installation;
}

describe('an installation', () => {
  it('begins with defaults and keeps what is chosen', async () => {
    const folder = await temporaryFolder();
    const first = await Installation.open(folder, () => {});
    expect(first.settings).toEqual({
      language: 'system',
      theme: 'system',
      sendKey: 'enter',
      scale: 100,
      typing: true,
      readReceipts: true,
      nudges: true,
      textStyles: true,
      lockAfter: 15,
      cacheLimit: 1024,
    });
    await first.changeSettings({ theme: 'dark' });
    await first.changeSettings({ server });
    await first.remember(remembered);
    await first.close();

    const second = await open(folder);
    expect(second.settings.theme).toBe('dark');
    expect(second.server).toEqual(server);
    expect(second.remembered).toEqual([remembered]);
    expect(second.setAside).toEqual([]);
  });

  it('reads the settings of earlier versions, with defaults for what they did not have', async () => {
    const folder = await temporaryFolder();
    const earlier = { language: 'en', theme: 'dark', sendKey: 'enter', scale: 120, typing: false, lockAfter: 5 };
    await writeFile(join(folder, 'settings.json'), JSON.stringify(earlier));
    const { settings, setAside } = await open(folder);
    expect(settings).toEqual({ ...earlier, readReceipts: true, nudges: true, textStyles: true, cacheLimit: 1024 });
    expect(setAside).toEqual([]);
  });

  it('is used by one core at a time', async () => {
    const folder = await temporaryFolder();
    const first = await Installation.open(folder, () => {});
    await expect(Installation.open(folder, () => {})).rejects.toThrow(FolderInUseError);
    await first.close();
    await open(folder);
  });

  itUnless(noModes, 'keeps secrets from other users of the machine', async () => {
    const folder = await openFolder();
    const installation = await open(folder);
    await installation.remember(remembered);
    await installation.filesOf(key).writeVault(vault);
    await installation.filesOf(key).writeDevice(device);
    const account = join('accounts', `${key.fingerprint}-${key.account}`);
    expect(await modesIn(folder)).toEqual({
      'accounts.json': 0o600,
      [join(account, 'device.json')]: 0o600,
      lock: 0o600,
      [join(account, 'vault.json')]: 0o600,
    });
  });

  it.each(['', '{', 'null', '{"accounts": 5}'])('keeps a damaged file aside and says so: %j', async (damaged) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'accounts.json'), damaged);
    const lines: string[] = [];
    const installation = await open(folder, (line) => lines.push(line));
    expect(installation.remembered).toEqual([]);
    const [aside] = installation.setAside;
    expect(await readFile(aside ?? '', 'utf8')).toBe(damaged);
    expect(lines).toHaveLength(1);
    await installation.remember(remembered);
    expect(await readFile(aside ?? '', 'utf8')).toBe(damaged);
  });

  it('finds the device again by the name it signed in with, forgotten or not', async () => {
    const installation = await open(await temporaryFolder());
    await installation.remember(remembered);
    await installation.filesOf(key).writeDevice(device);
    await installation.forget(key, false);
    expect(installation.remembered).toEqual([]);
    expect(await installation.findDevice(' MING', server.fingerprint)).toEqual(device);
    expect(await installation.findDevice('hong', server.fingerprint)).toBeUndefined();
    expect(await installation.findDevice('ming', 'e'.repeat(43))).toBeUndefined();
    const known = { ...device, pass: new Uint8Array(32).fill(7) };
    await installation.filesOf(key).writeDevice(known);
    expect(await installation.findDevice('ming', server.fingerprint)).toEqual(known);
  });

  it('takes over the device of an installation that kept its session in plain text, and deletes that', async () => {
    const installation = await open(await temporaryFolder());
    const files = installation.filesOf(key);
    await mkdir(files.folder, { recursive: true });
    await writeFile(
      join(files.folder, 'session.json'),
      JSON.stringify({ ...device, deviceKey: 'AAAA', token: 'secret' }),
    );
    expect(await installation.findDevice('ming', server.fingerprint)).toMatchObject(device);
    await files.writeDevice(device);
    expect(await readdir(files.folder)).toEqual(['device.json']);
  });

  it('counts accounts of the time before the vault as signed out', async () => {
    const folder = await temporaryFolder();
    const { access: _, ...older } = remembered;
    await writeFile(join(folder, 'accounts.json'), JSON.stringify({ accounts: [{ ...older, signedIn: true }] }));
    expect((await open(folder)).remembered).toEqual([{ ...remembered, access: 'signed-out' }]);
  });

  it('keeps the vault as it is', async () => {
    const installation = await open(await temporaryFolder());
    expect(await installation.readVault(key)).toBeUndefined();
    await installation.filesOf(key).writeVault(vault);
    expect(await installation.readVault(key)).toEqual(vault);
  });

  it('puts a history aside with its vault, and loses neither', async () => {
    const installation = await open(await temporaryFolder());
    const files = installation.filesOf(key);
    await files.writeVault(vault);
    await files.writeDevice(device);
    for (const name of ['history.db', 'history.db-wal']) await writeFile(join(files.folder, name), name);
    const aside = await files.setHistoryAside(new Date('2026-11-21T08:00:00.000Z'));
    expect(aside).toBe(join(files.folder, 'history.db.kept-2026-11-21T08-00-00-000Z'));
    expect(await readFile(aside, 'utf8')).toBe('history.db');
    expect((await readdir(files.folder)).sort()).toEqual([
      'device.json',
      'history.db-wal.kept-2026-11-21T08-00-00-000Z',
      'history.db.kept-2026-11-21T08-00-00-000Z',
      'vault.json.kept-2026-11-21T08-00-00-000Z',
    ]);
    expect(files.hasHistory).toBe(false);
  });

  it('deletes everything when forgetting with history', async () => {
    const installation = await open(await temporaryFolder());
    await installation.remember(remembered);
    await installation.filesOf(key).writeDevice(device);
    await installation.forget(key, true);
    expect(await readdir(join(installation.folder, 'accounts'))).toEqual([]);
  });
});
