import { existsSync, statSync } from 'node:fs';
import Database from '@signalapp/sqlcipher';
import { Kysely } from 'kysely';
import { type AccountId, claimFile } from '../../../protocol/index.ts';
import type { StorageProblem } from '../../contract/errors.ts';
import { attach } from './attach.ts';
import { sqlcipherDialect } from './dialect.ts';
import { initial } from './migrations/001-initial.ts';
import { encryption } from './migrations/002-encryption.ts';
import { depth } from './migrations/003-depth.ts';
import { rooms } from './migrations/004-rooms.ts';
import { people } from './migrations/005-people.ts';
import { attachments } from './migrations/006-attachments.ts';
import { fetchBudget } from './migrations/007-fetch-budget.ts';
import { audience } from './migrations/008-audience.ts';
import { messageIdentity } from './migrations/009-message-identity.ts';
import { knownDevices } from './migrations/010-known-devices.ts';
import { newDevices } from './migrations/011-new-devices.ts';
import { encryptPlain, isPlain } from './plain-database.ts';
import type { Schema } from './schema.ts';

/** In the order they are applied; `user_version` counts those a file has seen. */
const migrations: (string | ((own: AccountId) => string))[] = [
  initial,
  encryption,
  depth,
  rooms,
  people,
  attachments,
  fetchBudget,
  audience,
  messageIdentity,
  knownDevices,
  newDevices,
];

export interface DatabaseOptions {
  key: Uint8Array;
  mayCreate: boolean;
  /** whose history it is */
  own: AccountId;
}

export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly problem: StorageProblem;

  constructor(problem: StorageProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

/**
 * Opens a history database and brings it to the current version. A file that should be there and is not, or is
 * empty, is an error: the person must never find an empty history in place of a lost one.
 */
export async function openDatabase(file: string, { key, mayCreate, own }: DatabaseOptions): Promise<Kysely<Schema>> {
  const exists = existsSync(file) && statSync(file).size > 0;
  if (!exists && !mayCreate) throw new StorageError('missing');
  // SQLite gives its journal files the mode of the database.
  await claimFile(file);
  if (isPlain(file)) await encryptPlain(file, key);
  // The main database stays empty: the history is attached to it, and its tables are found by their bare names.
  const database = new Database();
  try {
    prepare(database, file, key);
    migrate(database, own);
    return new Kysely<Schema>({ dialect: sqlcipherDialect(database) });
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepare(database: Database, file: string, key: Uint8Array): void {
  // Otherwise it writes to stderr what it finds wrong with a file.
  database.exec('pragma cipher_log_level = none');
  // Not cipher_memory_security: it locks and unlocks memory 500 times for each message sent, 1.4 ms of CPU become 3.4,
  // and SQLCipher wipes its keys without it. Freed pages of the cache, with ratchets on them, stay until something
  // replaces them.
  attach(database, { file, name: 'history', key });
  database.exec(`
    pragma temp_store = memory;
    pragma history.secure_delete = on;
    pragma history.journal_mode = wal;
    pragma history.synchronous = full;
    pragma foreign_keys = on`);
}

function migrate(database: Database, own: AccountId): void {
  const version = Number(database.pragma('history.user_version', { simple: true }));
  if (version > migrations.length) throw new StorageError('newer');
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    const sql = typeof migration === 'string' ? migration : migration(own);
    database.exec(`begin immediate; ${sql} pragma history.user_version = ${index + 1}; commit`);
  }
}

/** What an SQLite error means for the person. */
export function storageProblem(error: unknown): StorageProblem {
  if (error instanceof StorageError) return error.problem;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT' ? 'damaged' : 'failed';
}
