import { hkdf } from 'node:crypto';
import { promisify } from 'node:util';
import { hashRaw } from '@node-rs/argon2';
import { isBoundSalt, newPasswordSalt, type PasswordHashing, type SaltOwner, saltFor } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';

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

/** How a password is stretched here. */
export interface OwnHashing extends PasswordHashing {
  /** its salt is of use for this server and account alone; absent for passwords from before there were such */
  isBound?: true | undefined;
}

/** How a new password is stretched, and what the server is told of it. */
export function newHashing(cost: HashingCost, owner: SaltOwner): { told: PasswordHashing; own: OwnHashing } {
  const salt = newPasswordSalt(owner);
  return { told: { salt, ...cost }, own: boundHashing({ salt, ...cost }, owner) };
}

/**
 * How to stretch a password as the server says.
 * @param floor what a password of this program costs at least
 * @param known how the account's password was stretched when this installation last saw it
 * @throws ContractError `weak-hashing` when the password would be easier to guess, or of use elsewhere
 */
export function hashingFrom(
  told: PasswordHashing,
  owner: SaltOwner,
  { floor, known }: { floor: HashingCost; known?: OwnHashing | undefined },
): OwnHashing {
  const own: OwnHashing = isBoundSalt(told.salt, owner) ? boundHashing(told, owner) : told;
  const isLess = [floor, known].some((least) => least && costsLess(own, least));
  if (isLess || (known?.isBound && !own.isBound)) throw new ContractError('weak-hashing');
  return own;
}

function boundHashing(told: PasswordHashing, owner: SaltOwner): OwnHashing & { isBound: true } {
  return { ...told, salt: new Uint8Array(saltFor(told.salt, owner)), isBound: true };
}

function costsLess(hashing: HashingCost, least: HashingCost): boolean {
  return hashing.memoryKiB < least.memoryKiB || hashing.passes < least.passes;
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
