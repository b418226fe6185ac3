import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Config } from '../../../src-server/config.ts';
import { QueueWriter } from '../../../src-server/delivery/queue-writer.ts';
import { Directory } from '../../../src-server/directory.ts';
import type { Database, Reader } from '../../../src-server/store/database.ts';
import { addAccount, temporaryDatabase } from '../../support/server-database.ts';

/** Accounts in memory, from what is read there. */
function directoryOn(database: Database, reading: { readonly read: Reader }): Directory {
  return new Directory(reading, {
    limits: Config.parse({}).limits,
    ackWaitMs: 500,
    writer: new QueueWriter(database, pino({ level: 'silent' }), { delayMs: 0, lastId: 0, isDiskFull: () => false }),
    database,
    now: () => 0,
    active: new Set(),
    reportFailure: (error) => {
      throw error;
    },
  });
}

describe('who is in memory, or about to be', () => {
  it('is waited for', async () => {
    const database = await temporaryDatabase();
    const account = await database.write((writer) => addAccount(writer, 'ming'));
    const directory = directoryOn(database, database);
    expect(await directory.known(account)).toBeUndefined();
    const loading = directory.load(account);
    expect(await directory.known(account)).toBe(await loading);
    expect((await directory.known(account))?.profile.name).toBe('ming');
  });

  it('is nobody when that fails, which only those hear who have asked for it', async () => {
    const database = await temporaryDatabase();
    const account = await database.write((writer) => addAccount(writer, 'ming'));
    const broken = {
      get read(): Reader {
        throw new Error('database disk image is malformed');
      },
    };
    const directory = directoryOn(database, broken);
    const [loading, known] = await Promise.allSettled([directory.load(account), directory.known(account)]);
    expect(loading).toMatchObject({ status: 'rejected', reason: { message: 'database disk image is malformed' } });
    expect(known).toEqual({ status: 'fulfilled', value: undefined });
  });
});
