import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type AccountId, MessageId } from '../../protocol/index.ts';
import { insertAccount } from '../../src-server/store/accounts.ts';
import { type Database, openDatabase, type Writer } from '../../src-server/store/database.ts';
import type { Envelope } from '../../src-server/store/queue.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A server's database in a folder of its own; both are gone after the test. */
export async function temporaryDatabase(): Promise<Database> {
  const database = await openDatabase(join(await temporaryFolder(), 'miyu.db'), { expected: false });
  onTestFinished(() => database.close());
  return database;
}

export function addAccount(db: Writer, name: string): Promise<AccountId> {
  return insertAccount(db, {
    name,
    nameKey: name,
    skeleton: name,
    email: `${name}@example.org`,
    emailKey: `${name}@example.org`,
    authMac: Buffer.alloc(32, 1),
    hashing: { salt: Buffer.alloc(16, 2), memoryKiB: 65536, passes: 3, parallelism: 1 },
    profile: { displayName: name, signature: '' },
    createdAt: 1,
  });
}

/** A message of account 1, device 11 to account 2, with a body that can be told from others. */
export function envelope(text: string, changes: Partial<Envelope> = {}): Envelope {
  return {
    kind: 'message',
    messageId: MessageId.parse(randomBytes(16).toString('base64url')),
    from: 1 as Envelope['from'],
    fromDevice: 11 as Envelope['fromDevice'],
    to: 2 as Envelope['to'],
    sentAt: 100,
    receivedAt: 200,
    body: Buffer.from(text),
    ...changes,
  };
}

export function textOf({ body }: { body: Uint8Array }): string {
  return Buffer.from(body).toString();
}
