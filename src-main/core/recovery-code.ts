import { hash, hkdfSync, randomBytes } from 'node:crypto';
import { ContractError } from '../contract/errors.ts';

/** Crockford's base 32: no letter that is easily taken for a digit. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_BYTES = 15;
const GROUP = 5;

/** What the recovery code gives: a proof for the server, which stores a hash of it, and a key that never leaves. */
export interface RecoveryKeys {
  proof: Buffer;
  vault: Buffer;
}

/** 120 random bits and a check character, in five groups of five. */
export function newRecoveryCode(): string {
  const bytes = randomBytes(CODE_BYTES);
  return inGroups(toBase32(bytes) + checkCharacter(bytes));
}

/**
 * The code as `newRecoveryCode` wrote it, from what a person typed: case, spaces and hyphens do not matter, and letters that
 * look like digits count as them.
 * @throws ContractError `bad-code` when it is incomplete or mistyped
 */
export function parseRecoveryCode(typed: string): string {
  const characters = normalize(typed);
  const data = characters.slice(0, -1);
  const isComplete = characters.length === (CODE_BYTES * 8) / GROUP + 1;
  if (!isComplete || [...characters].some((each) => !ALPHABET.includes(each))) throw new ContractError('bad-code');
  if (checkCharacter(fromBase32(data)) !== characters.at(-1)) throw new ContractError('bad-code');
  return inGroups(characters);
}

/** Whether that is the code's last group. */
export function isLastGroup(code: string, typed: string): boolean {
  return normalize(typed) === code.slice(-GROUP);
}

/**
 * The code has 120 bits of its own, so it needs no stretching.
 * @param code as `parseRecoveryCode` gives it
 */
export function recoveryKeys(code: string): RecoveryKeys {
  const secret = Buffer.from(code);
  const expand = (info: string) => Buffer.from(hkdfSync('sha256', secret, '', info, 32));
  const keys = { proof: expand('miyu/1 recovery proof'), vault: expand('miyu/1 recovery vault') };
  secret.fill(0);
  return keys;
}

function normalize(typed: string): string {
  return typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
}

function checkCharacter(bytes: Uint8Array): string {
  return ALPHABET.charAt((hash('sha256', bytes, 'buffer')[0] ?? 0) >> 3);
}

function inGroups(characters: string): string {
  return characters.replace(/.{5}(?=.)/g, '$&-');
}

function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.replace(/.{5}/g, (five) => ALPHABET.charAt(Number.parseInt(five, 2)));
}

function fromBase32(characters: string): Buffer {
  const bits = [...characters].map((each) => ALPHABET.indexOf(each).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
