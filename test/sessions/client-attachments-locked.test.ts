import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Core } from '../../src-main/core/core.ts';
import { sealedFiles, stage } from '../support/attachments.ts';
import { registerAndLogin, startCore } from '../support/core.ts';
import { noise } from '../support/picture-files.ts';
import { startTestServer } from '../support/server.ts';

async function signedIn(): Promise<Core> {
  const { server } = await startTestServer();
  const core = await startCore();
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
