// Electron's node:crypto is made over BoringSSL: names that it lacks are refused here as they are there.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** The channel on which worker threads tell the main one. */
export const reports = 'electron-stand-in';

/** crypto/digest_extra/digest_extra.cc of BoringSSL, and RIPEMD-160, which Electron adds (patches/boringssl). */
const hashes = new Set('md4 md5 md5-sha1 ripemd160 rmd160 sha1 sha224 sha256 sha384 sha512 sha512-256'.split(' '));
/** crypto/cipher/get_cipher.cc of BoringSSL, and what Electron adds. */
const ciphers = new Set([
  ...[128, 192, 256].flatMap((bits) => ['cbc', 'ctr', 'ecb', 'gcm', 'ofb'].map((mode) => `aes-${bits}-${mode}`)),
  ...'aes-128-cfb aes-256-cfb bf-cbc bf-cfb bf-ecb des-cbc des-ecb des-ede des-ede-cbc des-ede3 des-ede3-cbc'.split(
    ' ',
  ),
  ...'rc2-cbc rc2-40-cbc rc4'.split(' '),
]);
/** Kinds of keys that its interface for keys (EVP) does not know. */
const missingKeys = new Set('dh dsa ed448 sm2 x448'.split(' '));

const hashOf = (name) =>
  name
    .toLowerCase()
    .replace(/^rsa-/, '')
    .replace(/^sha-(?=\d)/, 'sha');
const isHashMissing = (name) => !hashes.has(hashOf(name));
const isCipherMissing = (name) => !ciphers.has(name.toLowerCase());
const isKeyMissing = (name) => missingKeys.has(name.toLowerCase());

/** The function's argument that names an algorithm, and what is wrong with it. */
const checks = {
  createHash: [0, isHashMissing, 'Digest method not supported'],
  hash: [0, isHashMissing, 'Digest method not supported'],
  createHmac: [0, isHashMissing, 'Invalid digest'],
  createSign: [0, isHashMissing, 'Invalid digest'],
  createVerify: [0, isHashMissing, 'Invalid digest'],
  sign: [0, isHashMissing, 'Invalid digest'],
  verify: [0, isHashMissing, 'Invalid digest'],
  hkdf: [0, isHashMissing, 'Invalid digest'],
  hkdfSync: [0, isHashMissing, 'Invalid digest'],
  pbkdf2: [4, isHashMissing, 'Invalid digest'],
  pbkdf2Sync: [4, isHashMissing, 'Invalid digest'],
  createCipheriv: [0, isCipherMissing, 'Unknown cipher'],
  createDecipheriv: [0, isCipherMissing, 'Unknown cipher'],
  generateKeyPair: [0, isKeyMissing, 'Unknown key type'],
  generateKeyPairSync: [0, isKeyMissing, 'Unknown key type'],
};

/**
 * Has node:crypto throw where Electron's would, in this thread.
 * @param {(message: string) => void} report is told of each such call
 */
export function refuseWhatBoringSslLacks(report) {
  for (const [name, [at, isMissing, complaint]] of Object.entries(checks)) {
    const refuse = (args) => {
      const algorithm = args[at];
      if (typeof algorithm !== 'string' || !isMissing(algorithm)) return;
      report(`crypto.${name}: BoringSSL has no ${algorithm}`);
      throw new Error(`${complaint}: ${algorithm}`);
    };
    crypto[name] = guarded(crypto[name], refuse);
  }
  syncBuiltinESMExports();
}

/** The function after the check; it keeps what util.promisify looks for. */
function guarded(original, refuse) {
  const call = (...args) => {
    refuse(args);
    return original(...args);
  };
  return Object.defineProperties(call, Object.getOwnPropertyDescriptors(original));
}
