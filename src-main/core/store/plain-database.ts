import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from '@signalapp/sqlcipher';
import { claimFile, removeFile, renameFile, syncFolder } from '../../../protocol/index.ts';
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
export async function encryptPlain(file: string, key: Uint8Array): Promise<void> {
  const copy = `${file}.encrypting`;
  for (const path of [copy, `${copy}-journal`]) await removeFile(path);
  await claimFile(copy);
  exportTo(file, copy, key);
  await sync(copy);
  await renameFile(copy, file);
  await syncFolder(dirname(file));
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

/** Windows synchronises what is open for writing only. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
