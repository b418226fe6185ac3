import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import Database from '@signalapp/sqlcipher';
import { Kysely } from 'kysely';
import { sqlcipherDialect } from './dialect.ts';
import { up as initial } from './migrations/001-initial.ts';
import type { Schema } from './schema.ts';

/** In the order they are applied; `user_version` counts those a file has seen. */
const migrations: ((db: Kysely<unknown>) => Promise<void>)[] = [initial];

/** Why a history database cannot be used. */
export type StorageProblem = 'missing' | 'damaged' | 'newer' | 'failed';

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
export async function openDatabase(file: string, mayCreate: boolean): Promise<Kysely<Schema>> {
  const exists = existsSync(file) && statSync(file).size > 0;
  if (!exists && !mayCreate) throw new StorageError('missing');
  // SQLite gives its journal files the mode of the database.
  if (!exists) closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file);
  try {
    prepare(database);
    const dialect = sqlcipherDialect(database);
    await migrate(database, new Kysely<unknown>({ dialect }));
    return new Kysely<Schema>({ dialect });
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepare(database: Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
}

async function migrate(database: Database, db: Kysely<unknown>): Promise<void> {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > migrations.length) throw new StorageError('newer');
  for (const [index, up] of migrations.entries()) {
    if (index < version) continue;
    await db.transaction().execute(async (transaction) => {
      await up(transaction);
      database.pragma(`user_version = ${index + 1}`);
    });
  }
}

/** What an SQLite error means for the person. */
export function storageProblem(error: unknown): StorageProblem {
  if (error instanceof StorageError) return error.problem;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT' ? 'damaged' : 'failed';
}
