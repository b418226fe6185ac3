import { randomBytes } from 'node:crypto';
import { mkdir, rm, rmdir } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import type { Core } from '../../src-main/core/core.ts';
import { sealedFiles, stage } from '../support/attachments.ts';
import { memoryKeychain, registerAndLogin, reopen, startCore } from '../support/core.ts';
import { noise } from '../support/picture-files.ts';
import { startTestServer } from '../support/server.ts';

async function signedIn(options: Parameters<typeof startCore>[0] = {}): Promise<Core> {
  const { server } = await startTestServer();
  const core = await startCore(options);
  await registerAndLogin(core, server, 'ming');
  return core;
}

it('a picture that is being shown when the account is locked ends there', async () => {
  const core = await signedIn();
  const { id } = await stage(core, 'noise.png', await noise(600, 600).png().toBuffer());
  const media = await core.media({ of: 'staged', id, part: 'full' });
  const pieces = media?.read(0, media.size)[Symbol.asyncIterator]();
  expect((await pieces?.next())?.done).toBe(false);
  await core.call('account.lock', {});
  await expect(pieces?.next()).rejects.toMatchObject({ code: 'no-session' });
  expect(await core.media({ of: 'staged', id, part: 'full' })).toBeUndefined();
});

it('a file that is being taken in when the account is locked is taken in no further, and leaves nothing', async () => {
  const core = await signedIn();
  const [asked, unlocked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let taken = 0;
  async function* content() {
    for (; taken < 10; taken++) {
      if (taken === 3) asked.resolve();
      if (taken === 3) await unlocked.promise;
      yield randomBytes(200_000);
    }
  }
  const staging = core.stage({ name: 'a.bin' }, content());
  const refused = expect(staging).rejects.toMatchObject({ code: 'no-session' });
  await asked.promise;
  expect(await sealedFiles(core)).toHaveLength(1);
  await core.call('account.lock', {});
  unlocked.resolve();
  await refused;
  expect(taken).toBe(3);
  expect(await sealedFiles(core)).toEqual([]);
});

it('a file that was taken in and cannot be deleted keeps no account open, and goes later', async () => {
  const log: string[] = [];
  const core = await signedIn({ log: (line) => void log.push(line) });
  const { account } = core;
  await stage(core, 'a.bin', randomBytes(1000));
  await stage(core, 'b.bin', randomBytes(1000));
  const [stuck = '', other = ''] = await sealedFiles(core);
  // what cannot be deleted as a file, as one that is open on Windows
  await rm(stuck);
  await mkdir(stuck);
  await core.call('account.lock', {});
  await expect(account.store.run('conversations')).rejects.toThrow();
  expect(await sealedFiles(core)).not.toContain(other);
  expect(log.filter((line) => line.startsWith('staged file not deleted'))).toEqual([
    'staged file not deleted: ERR_FS_EISDIR',
  ]);
  await rmdir(stuck);
  await reopen(core);
  expect(await sealedFiles(core)).toEqual([]);
});

it.each([
  ['account.lock', 'password'],
  ['account.logout', 'signed-out'],
] as const)('whatever fails, %s closes the history and needs the password', async (call, access) => {
  const core = await signedIn({ keychain: memoryKeychain() });
  const { account } = core;
  vi.spyOn(account.attachments, 'close').mockRejectedValueOnce(new Error('it cannot be closed'));
  await expect(core.call(call, {})).rejects.toMatchObject({ code: 'internal' });
  await expect(account.store.run('conversations')).rejects.toThrow();
  expect(core.state.session).toBeUndefined();
  expect(core.state.remembered).toMatchObject([{ access }]);
});
