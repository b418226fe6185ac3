import { expect, it, vi } from 'vitest';
import { SystemKeychain } from '../../../src-main/electron/keychain.ts';

/** Electron's storage with that tag before what it encrypts. */
function storage(tag: string) {
  return {
    tag,
    shouldReEncrypt: false,
    available: Promise.resolve(true),
    isAsyncEncryptionAvailable() {
      return this.available;
    },
    async encryptStringAsync(text: string) {
      return Buffer.from(this.tag + text);
    },
    async decryptStringAsync(kept: Buffer) {
      return { result: kept.toString().slice(3), shouldReEncrypt: this.shouldReEncrypt };
    },
  };
}

function keychainOver(store: ReturnType<typeof storage>, platform: NodeJS.Platform = 'linux', patience = 5000) {
  const log: string[] = [];
  const keychain = new SystemKeychain({ storage: store, platform, patience, log: (line) => log.push(line) });
  const changes: boolean[] = [];
  keychain.listen(() => changes.push(keychain.isReady));
  return { keychain, changes, log };
}

const never = <T>() => new Promise<T>(() => {});

it.each([
  ['linux', 'v10', false],
  ['linux', 'v11', true],
  ['linux', 'v12', true],
  ['darwin', 'v10', true],
  ['win32', 'v10', true],
] as const)('on %s, what is tagged %s is safe: %s', async (platform, tag, isSafe) => {
  const { keychain, changes } = keychainOver(storage(tag), platform);
  await keychain.ask();
  expect(keychain.isReady).toBe(isSafe);
  expect(changes).toEqual(isSafe ? [true] : []);
  expect(keychain.isSafe(Buffer.from(`${tag}secret`))).toBe(isSafe);
});

it('gives back what it protected, and says when it is to be protected again', async () => {
  const store = storage('v11');
  const { keychain } = keychainOver(store);
  await keychain.ask();
  const secret = Buffer.from([0, 1, 254, 255]);
  const kept = await keychain.protect(secret);
  expect(kept.includes(secret)).toBe(false);
  expect(await keychain.reveal(kept)).toEqual({ secret, isOutdated: false });
  store.shouldReEncrypt = true;
  expect((await keychain.reveal(kept)).isOutdated).toBe(true);
});

it('keeps nothing under a key that everybody knows when the keyring goes between', async () => {
  const store = storage('v11');
  const { keychain, changes } = keychainOver(store);
  await keychain.ask();
  store.tag = 'v10';
  await expect(keychain.protect(Buffer.from('key'))).rejects.toThrow('the keyring has gone');
  expect(changes).toEqual([true, false]);
});

it('is not waited for longer than its patience, and used as soon as it answers', async () => {
  vi.useFakeTimers();
  const store = storage('v11');
  const answer = Promise.withResolvers<boolean>();
  store.available = answer.promise;
  const { keychain, changes, log } = keychainOver(store);
  let isOver = false;
  const asked = keychain.ask().then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(4999);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await asked;
  expect(keychain.isReady).toBe(false);
  expect(log).toEqual(['the keychain does not answer yet']);

  answer.resolve(true);
  await vi.waitFor(() => expect(changes).toEqual([true]), { timeout: 10_000 });
  vi.useRealTimers();
});

it('is none where the system has none or fails', async () => {
  const without = storage('v11');
  without.available = Promise.resolve(false);
  const broken = storage('v11');
  broken.encryptStringAsync = () => Promise.reject(new Error('no access'));
  for (const store of [without, broken]) {
    const { keychain } = keychainOver(store);
    await keychain.ask();
    expect(keychain.isReady).toBe(false);
  }
});

it('rejects in time when the system hangs', async () => {
  const store = storage('v11');
  const { keychain } = keychainOver(store, 'linux', 10);
  await keychain.ask();
  store.encryptStringAsync = never;
  store.decryptStringAsync = never;
  await expect(keychain.protect(Buffer.from('key'))).rejects.toThrow('no answer within 10 ms');
  await expect(keychain.reveal(Buffer.from('v11abc'))).rejects.toThrow('no answer within 10 ms');
});
