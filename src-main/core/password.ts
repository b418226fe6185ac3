import { hkdf, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { hashRaw } from '@node-rs/argon2';
import type { PasswordHashing } from '../../protocol/index.ts';

export type HashingCost = Omit<PasswordHashing, 'salt'>;

/** About 170 ms on a laptop. */
export const DEFAULT_COST: HashingCost = { memoryKiB: 64 * 1024, passes: 3, parallelism: 1 };

/** The two halves of a stretched password. */
export interface PasswordKeys {
  /** goes to the server, which stores a hash of it */
  auth: Buffer;
  /** never leaves this machine */
  vault: Buffer;
}

export function newHashing(cost: HashingCost): PasswordHashing {
  return { salt: randomBytes(16), ...cost };
}

/** Stretches a password with Argon2id, in libuv's threads. */
export async function stretchPassword(password: string, hashing: PasswordHashing): Promise<PasswordKeys> {
  const root = await hashRaw(password.normalize('NFC'), {
    algorithm: ARGON2ID,
    salt: hashing.salt,
    memoryCost: hashing.memoryKiB,
    timeCost: hashing.passes,
    parallelism: hashing.parallelism,
    outputLen: 32,
  });
  const [auth, vault] = await Promise.all([expand(root, 'miyu/1 auth'), expand(root, 'miyu/1 vault')]);
  root.fill(0);
  return { auth, vault };
}

export function wipePasswordKeys({ auth, vault }: PasswordKeys): void {
  auth.fill(0);
  vault.fill(0);
}

/** `Algorithm.Argon2id`: the package declares a const enum, which type stripping cannot read. */
const ARGON2ID = 2;

const hkdfAsync = promisify(hkdf);

async function expand(root: Buffer, info: string): Promise<Buffer> {
  return Buffer.from(await hkdfAsync('sha256', root, '', info, 32));
}
