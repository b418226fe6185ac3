import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { claimFile, makePrivateFolder } from '../protocol/index.ts';
import { DatabaseError, isSqliteError } from './store/database.ts';
import { closeSqlite, openSqlite } from './store/sqlite-dialect.ts';

export const DATABASE_FILE = 'miyu.db';

/** A folder in use by this server alone, until it is released. */
export interface DataFolder {
  database: string;
  /** a folder, made when it is needed */
  blobs: string;
  release(): Promise<void>;
}

/**
 * Takes the folder, making it when there is none. The lock is an open transaction on a file of its own: the system
 * gives it free however the process ends.
 * @param warn is told when other users of the machine may look into the folder
 * @throws DatabaseError when another server uses the folder
 */
export async function takeDataFolder(folder: string, warn: (sentence: string) => void): Promise<DataFolder> {
  await makePrivateFolder(folder, warn);
  await claimFile(join(folder, 'lock'));
  const lock = await openSqlite(join(folder, 'lock'), sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE);
  try {
    await new Promise<void>((resolve, reject) => {
      lock.exec('begin exclusive', (error) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    await closeSqlite(lock);
    throw isSqliteError(error, 'SQLITE_BUSY') ? new DatabaseError(`${folder} is in use by another server`) : error;
  }
  return {
    database: join(folder, DATABASE_FILE),
    blobs: join(folder, 'blobs'),
    release: () => closeSqlite(lock),
  };
}
