import type Database from '@signalapp/sqlcipher';
import { secretBytes } from '../secret-bytes.ts';

const HEX_DIGITS = '0123456789abcdef';

/** So many values are bound after the key; two were enough wherever it was tried. */
const VALUES_OVER = 16;

/**
 * Attaches an encrypted file under that name. A `pragma key` would do for the main database, but it takes the key as
 * text of the statement: a string of JavaScript, which nobody can wipe.
 */
export function attach(database: Database, { file, name, key }: { file: string; name: string; key: Uint8Array }): void {
  const bound = rawKey(key);
  const attaching = database.prepare(`attach ? as ${name} key ?`);
  const binding = database.prepare(`select ${Array.from({ length: VALUES_OVER }, () => '?').join()}`);
  try {
    attaching.run([file, bound]);
  } finally {
    attaching.close();
    bound.fill(0);
    // SQLite has freed its copy of the bound key as it was; values of the same size take its place.
    binding.run(Array.from({ length: VALUES_OVER }, () => bound));
    binding.close();
  }
}

/** `x'<hexadecimal>'`: the key as SQLCipher takes it without deriving another from it. */
function rawKey(key: Uint8Array): Buffer<ArrayBuffer> {
  const literal = secretBytes(key.length * 2 + 3);
  literal.write("x'");
  for (const [index, byte] of key.entries()) {
    literal[2 + index * 2] = HEX_DIGITS.charCodeAt(byte >> 4);
    literal[3 + index * 2] = HEX_DIGITS.charCodeAt(byte & 15);
  }
  literal.write("'", literal.length - 1);
  return literal;
}
