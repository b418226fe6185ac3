// Secrets as Electron 45 keeps them. The name of the backend and the key that is really used are independent there.
import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** From the weakest to the strongest, as Chromium prefers them. */
const tags = ['v10', 'v11', 'v12'];

/**
 * The methods of `safeStorage` on a desktop with such a keyring.
 *
 * The tag of the key is in front of every ciphertext. On Linux, `v10` is Chromium's fixed key, `v11` the secret service's
 * and `v12` the portal's. Elsewhere `v10` is the system's keychain. The provider `hang` never answers. `locked` is a
 * keyring that nobody unlocks: new secrets get the fixed key, and the older ones cannot be read for now.
 * @param {import('../index.mjs').SafeStorageOptions} options
 * @param {{platform: string, folder: () => string, isReady: () => boolean}} app
 */
export function createSafeStorage(
  { backend = 'gnome_libsecret', realProvider, shouldReEncrypt },
  { platform, folder, isReady },
) {
  const provider = realProvider ?? (platform === 'linux' ? 'v11' : 'v10');
  const tagInUse = tags.includes(provider) ? provider : 'v10';
  const isFixed = (/** @type {string} */ tag) => platform === 'linux' && tag === 'v10';

  const keyOf = (/** @type {string} */ tag) =>
    isFixed(tag) ? pbkdf2Sync('peanuts', 'saltysalt', 1, 32, 'sha1') : keptKey(folder(), tag);

  function encrypt(/** @type {string} */ text) {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', keyOf(tagInUse), iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from(tagInUse), iv, cipher.getAuthTag(), body]);
  }

  function decrypt(/** @type {Buffer} */ bytes, /** @type {string} */ method) {
    const tag = bytes.subarray(0, 3).toString();
    if (provider === 'locked' && !isFixed(tag))
      throw new Error(`safeStorage.${method} is temporarily unavailable. Please try again.`);
    try {
      if (!tags.includes(tag) || tag > tagInUse) throw new Error('there is no such key');
      const decipher = createDecipheriv('aes-256-gcm', keyOf(tag), bytes.subarray(3, 15));
      decipher.setAuthTag(bytes.subarray(15, 31));
      const result = Buffer.concat([decipher.update(bytes.subarray(31)), decipher.final()]).toString('utf8');
      return { result, shouldReEncrypt: shouldReEncrypt ?? tag !== tagInUse };
    } catch (cause) {
      throw new Error(`Error while decrypting the ciphertext provided to safeStorage.${method}.`, { cause });
    }
  }

  const answered = () => (provider === 'hang' ? new Promise(() => {}) : Promise.resolve());
  const isAvailable = () => isReady() && provider !== 'hang' && !isFixed(tagInUse) && backend !== 'basic_text';
  const needed = (/** @type {string} */ verb, /** @type {string} */ method) => {
    if (!isAvailable())
      throw new Error(`Error while ${verb} the text provided to safeStorage.${method}. Encryption is not available.`);
  };
  const neededReady = () => {
    if (!isReady()) throw new Error('safeStorage cannot be used before app is ready');
  };

  return {
    isEncryptionAvailable: isAvailable,
    encryptString(/** @type {string} */ text) {
      needed('encrypting', 'encryptString');
      return encrypt(text);
    },
    decryptString(/** @type {Buffer} */ bytes) {
      needed('decrypting', 'decryptString');
      return decrypt(bytes, 'decryptString').result;
    },
    /** True whenever some provider has answered: on Linux the fixed key always does. */
    async isAsyncEncryptionAvailable() {
      if (!isReady()) return false;
      await answered();
      return true;
    },
    async encryptStringAsync(/** @type {string} */ text) {
      neededReady();
      await answered();
      return encrypt(text);
    },
    async decryptStringAsync(/** @type {Buffer} */ bytes) {
      neededReady();
      await answered();
      return decrypt(bytes, 'decryptStringAsync');
    },
    /** What the desktop's name stands for, whether or not such a keyring is there. */
    ...(platform === 'linux' && { getSelectedStorageBackend: () => (isReady() ? backend : 'unknown') }),
  };
}

function keptKey(/** @type {string} */ folder, /** @type {string} */ tag) {
  const file = path.join(folder, `safe-storage-${tag}.key`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, randomBytes(32), { mode: 0o600 });
  }
  return readFileSync(file);
}
