import { hash, randomBytes } from 'node:crypto';

/** The account that a password is for. */
export interface SaltOwner {
  /** SHA-256 of the server's authority key in base64url, as in an invitation */
  fingerprint: string;
  /** as it is typed at a login */
  name: string;
}

const RANDOM_BYTES = 12;
const TAG_BYTES = 4;
const SALT_BYTES = RANDOM_BYTES + TAG_BYTES;

/**
 * A salt for a new password: 12 random bytes, and 4 that show to whom knows the account that it is bound to it. What
 * Argon2id is given is `saltFor`, so that a server gets nothing that is of use at another one by handing out that one's
 * salt, and cannot have many people's passwords stretched under one salt.
 * @param random 12 bytes
 */
export function newPasswordSalt(owner: SaltOwner, random: Uint8Array = randomBytes(RANDOM_BYTES)): Buffer {
  return Buffer.concat([random, tagOf(random, owner)]);
}

/** Whether the salt was made by `newPasswordSalt` for that account. Salts from before were random alone. */
export function isBoundSalt(salt: Uint8Array, owner: SaltOwner): boolean {
  const random = salt.subarray(0, RANDOM_BYTES);
  return salt.length === SALT_BYTES && tagOf(random, owner).equals(salt.subarray(RANDOM_BYTES));
}

/** What Argon2id is given for a bound salt: 16 bytes of SHA-256 over label, server, salt and name. */
export function saltFor(salt: Uint8Array, owner: SaltOwner): Buffer {
  return digest('miyu/1 bound salt', salt, owner).subarray(0, SALT_BYTES);
}

function tagOf(random: Uint8Array, owner: SaltOwner): Buffer {
  return digest('miyu/1 salt tag', random, owner).subarray(0, TAG_BYTES);
}

/** Label, fingerprint and salt have fixed lengths, so that the name needs none. */
function digest(label: string, salt: Uint8Array, { fingerprint, name }: SaltOwner): Buffer {
  const parts = [Buffer.from(label), Buffer.from(fingerprint, 'base64url'), salt, Buffer.from(folded(name))];
  return hash('sha256', Buffer.concat(parts), 'buffer');
}

/** The same for each writing of a name that people use: case and width do not count. */
function folded(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}
