import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { HandshakeRandom } from '../../protocol/handshake/run.ts';

/** RFC 8410: what stands before the 32 bytes of an X25519 private key in its PKCS#8. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const SPKI_PREFIX_SIZE = 12;

/** Not random at all: for test vectors. */
export function fixedRandom(values: { privateKey: Buffer; random: Buffer; ivs: Buffer[] }): HandshakeRandom {
  const ivs = [...values.ivs];
  return {
    ephemeralKeys: () => {
      const key = Buffer.concat([PKCS8_PREFIX, values.privateKey]);
      const privateKey = createPrivateKey({ key, type: 'pkcs8', format: 'der' });
      const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
      return { privateKey, publicKey: spki.subarray(SPKI_PREFIX_SIZE) };
    },
    random: () => values.random,
    iv: () => ivs.shift(),
  };
}
