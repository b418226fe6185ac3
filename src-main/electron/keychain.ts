import process from 'node:process';
import { safeStorage } from 'electron';
import type { Keychain } from '../core/keychain.ts';

/**
 * The operating system's keychain, or undefined where it has none: then accounts need their password at each start.
 * To be asked once the app is ready.
 */
export async function systemKeychain(): Promise<Keychain | undefined> {
  return (await safeStorage.isAsyncEncryptionAvailable()) && !isObfuscationOnly() ? keychain : undefined;
}

/** On Linux without a keyring, Chromium "encrypts" with a password that is the same on every machine. */
function isObfuscationOnly(): boolean {
  return process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend());
}

const keychain: Keychain = {
  protect: (secret) => safeStorage.encryptStringAsync(Buffer.from(secret).toString('base64')),
  async reveal(kept) {
    const { result } = await safeStorage.decryptStringAsync(Buffer.from(kept));
    return Buffer.from(result, 'base64');
  },
};
