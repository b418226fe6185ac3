import { existsSync } from 'node:fs';
import { Kysely, sql, type Transaction } from 'kysely';
import sqlite3 from 'sqlite3';
import { claimFile } from '../../protocol/index.ts';
import { migrate, migrations, schemaVersion } from './migrations/index.ts';
import type { Schema } from './schema.ts';
import { openSqlite, sqliteDialect } from './sqlite-dialect.ts';

/** For queries; a `Writer` is one too. */
export type Reader = Pick<Kysely<Schema>, 'selectFrom'>;
/** For changes: only inside `Database.write`. */
export type Writer = Transaction<Schema>;

/** The database cannot be used; the message is for the person who runs the server. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

/**
 * Two connections to one file: readers are not held up by a commit that waits for the disk. What a finished
 * `write` changed is seen by every read that starts after it.
 */
export class Database {
  readonly #reader: Kysely<Schema>;
  readonly #writer: Kysely<Schema>;

  constructor(reader: Kysely<Schema>, writer: Kysely<Schema>) {
    this.#reader = reader;
    this.#writer = writer;
  }

  get read(): Reader {
    return this.#reader;
  }

  /** Runs the work in a transaction; when the promise resolves its changes are on the disk. */
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T> {
    return this.#writer.transaction().execute(work);
  }

  async close(): Promise<void> {
    await this.#reader.destroy();
    await this.#writer.destroy();
  }
}

/**
 * Opens the database file and brings its schema up to date.
 * @param expected whether the file must exist already: an empty one must not silently take a lost one's place
 * @throws DatabaseError when it is missing though expected, damaged, or made by a newer version
 */
export async function openDatabase(path: string, { expected }: { expected: boolean }): Promise<Database> {
  if (expected && !existsSync(path)) throw new DatabaseError(`${path} is missing: restore it from a backup`);
  // SQLite gives its journal files the mode of the database
  await claimFile(path);
  const writer = await connect(path, sqlite3.OPEN_READWRITE);
  try {
    await prepare(writer, path, expected);
    const reader = await connect(path, sqlite3.OPEN_READWRITE);
    await sql`pragma query_only = on`.execute(reader);
    return new Database(reader, writer);
  } catch (error) {
    await writer.destroy();
    throw explain(error, path);
  }
}

/**
 * Does some work on the database beside a server that may be running on it. Brings no schema up to date.
 * @throws DatabaseError when there is none, it is damaged, or has another schema
 */
export async function withDatabase<T>(path: string, work: (database: Database) => Promise<T>): Promise<T> {
  if (!existsSync(path)) throw new DatabaseError(`${path} is missing: no server has run here`);
  const db = await connect(path, sqlite3.OPEN_READWRITE);
  try {
    const version = await schemaVersion(db);
    if (version !== migrations.length) {
      throw new DatabaseError(
        `${path} has schema ${version}, not ${migrations.length}: start this version's server once`,
      );
    }
    for (const pragma of ['synchronous = full', 'foreign_keys = on']) await sql.raw(`pragma ${pragma}`).execute(db);
    return await work(new Database(db, db));
  } catch (error) {
    throw explain(error, path);
  } finally {
    await db.destroy();
  }
}

async function connect(path: string, mode: number): Promise<Kysely<Schema>> {
  return new Kysely<Schema>({ dialect: sqliteDialect(await openSqlite(path, mode)) });
}

async function prepare(db: Kysely<Schema>, path: string, expected: boolean): Promise<void> {
  await checkHealth(db, path);
  const version = await schemaVersion(db);
  if (version > migrations.length) {
    throw new DatabaseError(`${path} was made by a newer version of Miyu (schema ${version}): update this server`);
  }
  if (version === 0 && expected) throw new DatabaseError(`${path} is empty: restore it from a backup`);
  for (const pragma of ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on']) {
    await sql.raw(`pragma ${pragma}`).execute(db);
  }
  await migrate(db);
}

async function checkHealth(db: Kysely<Schema>, path: string): Promise<void> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db);
  if (rows[0]?.quick_check !== 'ok') throw damaged(path);
}

function explain(error: unknown, path: string): unknown {
  return isSqliteError(error, 'SQLITE_CORRUPT', 'SQLITE_NOTADB') ? damaged(path) : error;
}

function damaged(path: string): DatabaseError {
  return new DatabaseError(`${path} is damaged: restore it from a backup. Nothing was changed`);
}

/** Whether SQLite reported the error: with one of these codes, or with any when none is given. */
export function isSqliteError(error: unknown, ...codes: string[]): boolean {
  if (!(error instanceof Error && 'code' in error && 'errno' in error)) return false;
  const code = String(error.code);
  return codes.length === 0 ? code.startsWith('SQLITE_') : codes.includes(code);
}
