import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import type { SafeStorageOptions } from '../index.mjs';
import { createSafeStorage } from '../src/safe-storage.mjs';

interface Desktop extends SafeStorageOptions {
  platform?: string;
  folder?: string;
}

async function keyringOf({ platform = 'linux', folder, ...options }: Desktop) {
  const place = folder ?? (await temporaryFolder());
  return createSafeStorage(options, { platform, folder: () => place, isReady: () => true });
}

const tagOf = (kept: Buffer) => kept.subarray(0, 3).toString();

describe('the keyring', () => {
  it.each(['v10', 'v11', 'v12'] as const)(
    'puts %s before what it encrypts, whatever its name',
    async (realProvider) => {
      for (const backend of ['basic_text', 'gnome_libsecret'] as const) {
        const keyring = await keyringOf({ backend, realProvider });
        expect(await keyring.isAsyncEncryptionAvailable()).toBe(true);
        expect(keyring.getSelectedStorageBackend?.()).toBe(backend);
        const kept = await keyring.encryptStringAsync('secret');
        expect(tagOf(kept)).toBe(realProvider);
        expect(kept.includes('secret')).toBe(false);
        expect(await keyring.decryptStringAsync(kept)).toEqual({ result: 'secret', shouldReEncrypt: false });
      }
    },
  );

  it('has a fixed key on Linux, which every machine can open', async () => {
    const here = await keyringOf({ realProvider: 'v10' });
    const elsewhere = await keyringOf({ realProvider: 'v10' });
    const kept = await here.encryptStringAsync('secret');
    expect((await elsewhere.decryptStringAsync(kept)).result).toBe('secret');
    expect(here.isEncryptionAvailable()).toBe(false);
  });

  it('is a real one under the same tag on other systems', async () => {
    const here = await keyringOf({ platform: 'darwin' });
    const elsewhere = await keyringOf({ platform: 'darwin' });
    const kept = await here.encryptStringAsync('secret');
    expect(tagOf(kept)).toBe('v10');
    await expect(elsewhere.decryptStringAsync(kept)).rejects.toThrow('Error while decrypting the ciphertext');
    expect(here.isEncryptionAvailable()).toBe(true);
    expect('getSelectedStorageBackend' in here).toBe(false);
  });

  it('wants anew what a weaker one has encrypted, and cannot read what a stronger one has', async () => {
    const folder = await temporaryFolder();
    const kept = await (await keyringOf({ realProvider: 'v11', folder })).encryptStringAsync('secret');
    const stronger = await keyringOf({ realProvider: 'v12', folder });
    expect(await stronger.decryptStringAsync(kept)).toEqual({ result: 'secret', shouldReEncrypt: true });
    const weaker = await keyringOf({ realProvider: 'v10', folder });
    await expect(weaker.decryptStringAsync(kept)).rejects.toThrow('Error while decrypting the ciphertext');
    const rotated = await keyringOf({ realProvider: 'v11', folder, shouldReEncrypt: true });
    expect(await rotated.decryptStringAsync(kept)).toEqual({ result: 'secret', shouldReEncrypt: true });
  });

  it('that stays locked cannot read what it has, and encrypts under the fixed key', async () => {
    const folder = await temporaryFolder();
    const kept = await (await keyringOf({ folder })).encryptStringAsync('secret');
    const locked = await keyringOf({ realProvider: 'locked', folder });
    await expect(locked.decryptStringAsync(kept)).rejects.toThrow('temporarily unavailable. Please try again.');
    expect(tagOf(await locked.encryptStringAsync('more'))).toBe('v10');
  });

  it('may never answer, but tells its name', async () => {
    const silent = await keyringOf({ realProvider: 'hang' });
    const answers = [silent.isAsyncEncryptionAvailable(), silent.encryptStringAsync('secret')];
    const winner = await Promise.race([...answers, new Promise((later) => setImmediate(later, 'silent'))]);
    expect(winner).toBe('silent');
    expect(silent.getSelectedStorageBackend?.()).toBe('gnome_libsecret');
  });
});
