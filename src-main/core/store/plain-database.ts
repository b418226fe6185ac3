import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from '@signalapp/sqlcipher';
import { attach } from './attach.ts';

/** What an SQLite file begins with that is not encrypted; an encrypted one begins with random bytes. */
const PLAIN_HEADER = Buffer.from('SQLite format 3\0', 'latin1');

/** Histories of Miyu 0.1 were not encrypted. */
export function isPlain(file: string): boolean {
  const start = Buffer.alloc(PLAIN_HEADER.length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start, 0, start.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return start.equals(PLAIN_HEADER);
}

/**
 * Puts an encrypted copy in the place of the file. Until the renaming the plain file is whole, with everything that its
 * journal had, so an interrupted conversion begins anew.
 */
export function encryptPlain(file: string, key: Uint8Array): void {
  const copy = `${file}.encrypting`;
  for (const path of [copy, `${copy}-journal`]) rmSync(path, { force: true });
  closeSync(openSync(copy, 'ax', 0o600));
  exportTo(file, copy, key);
  sync(copy);
  renameSync(copy, file);
  sync(dirname(file));
}

function exportTo(file: string, copy: string, key: Uint8Array): void {
  const database = new Database(file);
  try {
    // A journal left behind would be taken for one of the new file.
    database.exec('pragma cipher_log_level = none; pragma journal_mode = delete');
    attach(database, { file: copy, name: 'encrypted', key });
    const version = Number(database.pragma('user_version', { simple: true }));
    database.exec(`select sqlcipher_export('encrypted'); pragma encrypted.user_version = ${version}; detach encrypted`);
  } finally {
    database.close();
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
