import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { newRecoveryCode } from './recovery-code.ts';
import { randomSecret } from './secret-bytes.ts';
import type { VaultContents } from './vault-contents.ts';

const ACCOUNT_KEY_BITS = 2048;
const DATABASE_KEY_BYTES = 32;

const generate = promisify(generateKeyPair);

/** New secrets for an account: its RSA key for the certificate, its libsignal identity, the key of its histories. */
export async function newAccountKeys(): Promise<VaultContents> {
  const { privateKey } = await generate('rsa', { modulusLength: ACCOUNT_KEY_BITS });
  return {
    accountKey: privateKey.export({ type: 'pkcs8', format: 'der' }),
    identity: IdentityKeyPair.generate().serialize(),
    databaseKey: randomSecret(DATABASE_KEY_BYTES),
    recoveryCode: newRecoveryCode(),
    isRecoveryConfirmed: false,
    notes: new Uint8Array(0),
  };
}

export function accountKeyOf({ accountKey }: VaultContents): KeyObject {
  return createPrivateKey({ key: Buffer.from(accountKey), format: 'der', type: 'pkcs8' });
}

/** libsignal's serialised public identity key, 33 bytes. */
export function publicIdentityOf({ identity }: VaultContents): Uint8Array<ArrayBuffer> {
  return IdentityKeyPair.deserialize(new Uint8Array(identity)).publicKey.serialize();
}
