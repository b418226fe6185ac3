import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AccountId, DeviceId } from '../../../protocol/index.ts';
import { FolderInUseError } from '../../../src-main/core/folder-lock.ts';
import { Installation } from '../../../src-main/core/installation.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const server = { host: 'class.example', port: 6498, fingerprint: 'f'.repeat(43), name: 'Class' };
const key = { account: AccountId.parse(7), fingerprint: server.fingerprint };
const remembered = { account: key.account, name: 'ming', displayName: '小明', server, lastLogin: 1, signedIn: true };
const session = { name: 'ming', device: DeviceId.parse(3), deviceKey: 'AAAA', token: 'secret' };

async function open(folder: string, log: (line: string) => void = () => {}): Promise<Installation> {
  const installation = await Installation.open(folder, log);
  onTestFinished(() => installation.close());
  return installation;
}

describe('an installation', () => {
  it('begins with defaults and keeps what is chosen', async () => {
    const folder = await temporaryFolder();
    const first = await Installation.open(folder, () => {});
    expect(first.settings).toEqual({ language: 'system', theme: 'system', sendKey: 'enter', scale: 100, typing: true });
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

  it('is used by one core at a time', async () => {
    const folder = await temporaryFolder();
    const first = await Installation.open(folder, () => {});
    await expect(Installation.open(folder, () => {})).rejects.toThrow(FolderInUseError);
    await first.close();
    await open(folder);
  });

  it('keeps secrets from other users of the machine', async () => {
    const folder = await temporaryFolder();
    const installation = await open(folder);
    await installation.remember(remembered);
    await installation.writeSession(key, session);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name).sort()).toEqual(['accounts.json', 'lock', 'session.json']);
    for (const { parentPath, name } of files) {
      expect((await stat(join(parentPath, name))).mode & 0o077).toBe(0);
    }
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
    await installation.writeSession(key, session);
    await installation.forget(key, false);
    expect(installation.remembered).toEqual([]);
    expect(await installation.findSession(' MING', server.fingerprint)).toEqual({ ...session, token: undefined });
    expect(await installation.findSession('hong', server.fingerprint)).toBeUndefined();
    expect(await installation.findSession('ming', 'e'.repeat(43))).toBeUndefined();
  });

  it('drops the token when signing out, and everything when forgetting with history', async () => {
    const installation = await open(await temporaryFolder());
    await installation.remember(remembered);
    await installation.writeSession(key, session);
    await installation.signOut(key);
    expect(installation.remembered).toEqual([{ ...remembered, signedIn: false }]);
    expect((await installation.readSession(key))?.token).toBeUndefined();
    await installation.forget(key, true);
    expect(await readdir(join(installation.folder, 'accounts'))).toEqual([]);
  });
});
