import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type Core, type CoreOptions, createCore } from '../../src-main/core/core.ts';
import type { Keychain } from '../../src-main/core/keychain.ts';
import { befriend, CHEAP_HASHING, type Invited, registerAndLogin } from './client-calls.ts';
import { temporaryFolder } from './temporary-folder.ts';

export * from './client-calls.ts';

/** A core on a folder of its own, or on the given one; closed after the test. */
export async function startCore(options: Partial<CoreOptions> = {}): Promise<Core> {
  const folder = options.folder ?? (await temporaryFolder());
  const core = await createCore({
    host: 'web',
    systemLanguage: 'en',
    deviceName: 'test machine',
    version: '0.0.0-test',
    hashing: CHEAP_HASHING,
    // or a clock that a test sets would lock the account
    locksWhenIdle: false,
    log: () => {},
    ...options,
    folder,
  });
  onTestFinished(() => core.close());
  return core;
}

/** A keychain that forgets everything with the process; another one cannot read what it kept. */
export function memoryKeychain(): Keychain {
  const key = randomBytes(32);
  return {
    isReady: true,
    listen: () => {},
    isSafe: () => true,
    async protect(secret) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      return Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
    },
    async reveal(kept) {
      const decipher = createDecipheriv('aes-256-gcm', key, kept.subarray(0, 12)).setAuthTag(kept.subarray(-16));
      return { secret: Buffer.concat([decipher.update(kept.subarray(12, -16)), decipher.final()]), isOutdated: false };
    },
  };
}

/** Two signed-in friends. */
export async function twoFriends(server: Invited): Promise<{ ming: Core; hong: Core }> {
  const [ming, hong] = await Promise.all([startCore(), startCore()]);
  await Promise.all([registerAndLogin(ming, server, 'ming'), registerAndLogin(hong, server, 'hong')]);
  await befriend(ming, hong);
  return { ming, hong };
}
