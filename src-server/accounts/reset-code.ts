import { randomInt } from 'node:crypto';

/** Crockford's base32: no letter that passes for a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 4;
const GROUP_SIZE = 4;

/** 80 random bits, as an administrator tells them to a person: `7K3M-9QXT-…`. */
export function newResetCode(): string {
  const letters = () => Array.from({ length: GROUP_SIZE }, () => ALPHABET.charAt(randomInt(ALPHABET.length)));
  return Array.from({ length: GROUPS }, () => letters().join('')).join('-');
}

/** The same for every way to write a code: small letters, other separators, O for 0, I and L for 1. */
export function resetCodeBytes(code: string): Buffer {
  const letters = code.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  return Buffer.from(letters.replace(/[^0-9A-Z]/g, ''));
}
