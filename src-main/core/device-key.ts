import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/**
 * The Ed25519 key by which this installation proves, at each resume, that a session token is its own.
 */
export class DeviceKey {
  /** raw, 32 bytes */
  readonly publicKey: Buffer;
  readonly #privateKey: KeyObject;

  private constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    const { x } = privateKey.export({ format: 'jwk' });
    this.publicKey = Buffer.from(x ?? '', 'base64url');
  }

  static generate(): DeviceKey {
    return new DeviceKey(generateKeyPairSync('ed25519').privateKey);
  }

  /** The key in what `toStored` gave. Throws for anything else. */
  static fromStored(stored: string): DeviceKey {
    return new DeviceKey(createPrivateKey({ key: Buffer.from(stored, 'base64'), format: 'der', type: 'pkcs8' }));
  }

  toStored(): string {
    return this.#privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  }

  /** The signature of `account.resume` over that connection's exporter. */
  signResume(exporter: Uint8Array): Buffer {
    return sign(null, Buffer.concat([Buffer.from('miyu/1 resume'), exporter]), this.#privateKey);
  }
}
