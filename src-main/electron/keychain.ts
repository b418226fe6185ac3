import type { SafeStorage } from 'electron';
import type { Keychain, Revealed } from '../core/keychain.ts';
import type { Log } from '../shell/log.ts';
import { TimeoutError, within } from './within.ts';

/** What Chromium writes before a ciphertext on Linux when no keyring answers: its key is the same on every machine. */
const FIXED_KEY_TAG = 'v10';

export interface SystemKeychainOptions {
  storage: Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>;
  platform: NodeJS.Platform;
  /** how long the system may take for an answer, in milliseconds */
  patience: number;
  log: Log;
}

/**
 * The operating system's keychain. It is judged by what it does, not by the name of the desktop: on Linux Chromium falls
 * back to a key that everybody knows, and does not say so.
 */
export class SystemKeychain implements Keychain {
  readonly #options: SystemKeychainOptions;
  readonly #listeners = new Set<() => void>();
  #isReady = false;

  constructor(options: SystemKeychainOptions) {
    this.#options = options;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  listen(changed: () => void): void {
    this.#listeners.add(changed);
  }

  /**
   * Asks the system whether it can keep secrets; to be called once the app is ready. Resolves with the answer, or when
   * the patience is over: the system may be asking the person for a password. A later answer still counts.
   */
  async ask(): Promise<void> {
    const { patience, log } = this.#options;
    const answer = this.#probe();
    try {
      await within(patience, answer);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      log('the keychain does not answer yet');
    }
  }

  isSafe(kept: Uint8Array): boolean {
    const tag = Buffer.from(kept.subarray(0, FIXED_KEY_TAG.length)).toString('latin1');
    return this.#options.platform !== 'linux' || tag !== FIXED_KEY_TAG;
  }

  async protect(secret: Uint8Array): Promise<Buffer> {
    const { storage, patience } = this.#options;
    const kept = await within(patience, storage.encryptStringAsync(Buffer.from(secret).toString('base64')));
    if (this.isSafe(kept)) return kept;
    // the keyring has gone since the start
    this.#setReady(false);
    throw new Error('the keyring has gone');
  }

  async reveal(kept: Uint8Array): Promise<Revealed> {
    const { storage, patience } = this.#options;
    const { result, shouldReEncrypt } = await within(patience, storage.decryptStringAsync(Buffer.from(kept)));
    return { secret: Buffer.from(result, 'base64'), isOutdated: shouldReEncrypt };
  }

  /** Never rejects: a keychain that fails is none. */
  async #probe(): Promise<void> {
    const { storage, log } = this.#options;
    try {
      const isThere = await storage.isAsyncEncryptionAvailable();
      this.#setReady(isThere && this.isSafe(await storage.encryptStringAsync('miyu')));
    } catch (error) {
      log(`there is no keychain: ${String(error)}`);
    }
  }

  #setReady(isReady: boolean): void {
    if (this.#isReady === isReady) return;
    this.#isReady = isReady;
    for (const changed of this.#listeners) changed();
  }
}
