import { randomBytes } from 'node:crypto';
import { chmod, copyFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from '@signalapp/sqlcipher';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AccountId } from '../../../protocol/index.ts';
import { Store } from '../../../src-main/core/store/store.ts';
import { findInFiles } from '../../support/find-in-files.ts';
import { modeOf } from '../../support/modes.ts';
import { itUnless, noModes } from '../../support/needs.ts';
import { newId, person, secretsOf } from '../../support/signal-devices.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ming = person(1);
const hong = AccountId.parse(2);
const key = randomBytes(32);
const words = 'words of the old history';

/** What the version before encryption made its tables with. */
const OLD_TABLES = `
  create table "person" ("account" integer primary key, "name" text not null, "display_name" text not null, "sex" text,
    "age" integer, "signature" text not null);
  create table "contact" ("account" integer primary key references "person" ("account"), "since" integer not null);
  create table "request" ("account" integer not null references "person" ("account"), "direction" text not null,
    "greeting" text not null, "time" integer not null, "state" text not null,
    constraint "request_key" primary key ("account", "direction"));
  create table "conversation" ("account" integer primary key references "person" ("account"),
    "draft" text default '' not null, "read_up_to" integer default 0 not null);
  create table "message" ("place" integer primary key autoincrement, "id" text not null unique,
    "conversation" integer not null references "conversation" ("account") on delete cascade, "own" integer not null,
    "text" text not null, "sent_at" integer not null, "state" text not null, "problem" text);
  create index "message_by_place" on "message" ("conversation", "place");
  create index message_received on message (conversation, place) where own = 0;
  create index message_unsent on message (place) where state = 'sending';
  create table "receipt" ("account" integer not null, "message" text not null,
    constraint "receipt_key" primary key ("account", "message"))`;

/** A history as the version before encryption left it, with some of it still in the journal. */
async function oldHistory(): Promise<{ folder: string; file: string }> {
  const [work, folder] = [await temporaryFolder(), await temporaryFolder()];
  const made = join(work, 'history.db');
  const database = new Database(made);
  database.pragma('journal_mode = WAL');
  database.exec(OLD_TABLES);
  database.pragma('user_version = 1');
  database.exec(`
    insert into person values (1, 'ming', '小明', null, null, ''), (2, 'hong', '小红', 'female', 20, 'hi');
    insert into contact values (2, 7);
    insert into request values (1, 'outgoing', 'greeting', 8, 'open');
    insert into conversation values (2, 'half a sen', 1);
    insert into message values
      (1, 'AAAAAAAAAAAAAAAAAAAAAA', 2, 1, '${words} 1', 5, 'delivered', null),
      (2, 'BBBBBBBBBBBBBBBBBBBBBA', 2, 0, '${words} 2', 6, 'received', null),
      (9, 'CCCCCCCCCCCCCCCCCCCCCA', 2, 1, '${words} 3', 7, 'failed', 'queue-full');
    insert into receipt values (2, 'BBBBBBBBBBBBBBBBBBBBBA')`);
  // As a program that was killed leaves it: the file with its journal.
  for (const name of await readdir(work)) {
    if (!name.endsWith('-shm')) await copyFile(join(work, name), join(folder, name));
  }
  database.close();
  return { folder, file: join(folder, 'history.db') };
}

/** What stands in the file about its tables and indexes, in any order and however it was written. */
async function tablesIn(store: Store, file: string): Promise<string[]> {
  await store.close();
  const database = new Database(file);
  try {
    database.pragma(`key = "x'${key.toString('hex')}'"`);
    const all = database.prepare('select sql from sqlite_schema where sql is not null', { pluck: true }).all<string>();
    return all.map((sql) => sql.replace(/[\s"]/g, '')).sort();
  } finally {
    database.close();
  }
}

async function open(file: string, mayCreate = false): Promise<Store> {
  const store = await Store.open(file, { mayCreate, secrets: secretsOf(ming, key) });
  onTestFinished(() => store.close());
  return store;
}

describe('a history of the version before encryption', () => {
  it('keeps every row', async () => {
    const { file } = await oldHistory();
    const store = await open(file);
    const texts = { conversation: hong, kind: 'text', reactions: [], isPinned: false };
    expect(await store.run('page', { conversation: hong, limit: 10 })).toEqual({
      messages: [
        {
          id: 'AAAAAAAAAAAAAAAAAAAAAA',
          order: 1,
          own: true,
          author: ming.account,
          text: `${words} 1`,
          sentAt: 5,
          state: 'delivered',
          ...texts,
        },
        {
          id: 'BBBBBBBBBBBBBBBBBBBBBA',
          order: 2,
          own: false,
          author: hong,
          text: `${words} 2`,
          sentAt: 6,
          state: 'received',
          ...texts,
        },
        {
          id: 'CCCCCCCCCCCCCCCCCCCCCA',
          order: 9,
          own: true,
          author: ming.account,
          text: `${words} 3`,
          sentAt: 7,
          state: 'failed',
          problem: 'queue-full',
          ...texts,
        },
      ],
      more: false,
    });
    expect(await store.run('conversations')).toMatchObject([
      { id: hong, draft: 'half a sen', unread: 1, firstUnread: 'BBBBBBBBBBBBBBBBBBBBBA', isContact: true },
    ]);
    expect(await store.run('contacts')).toMatchObject([
      { since: 7, profile: { name: 'hong', sex: 'female', age: 20 } },
    ]);
    expect(await store.run('requests')).toMatchObject([{ direction: 'outgoing', greeting: 'greeting', time: 8 }]);
    expect(await store.run('owedReceipts', 10)).toEqual([
      { to: hong, delivered: ['BBBBBBBBBBBBBBBBBBBBBA'], read: [] },
    ]);
    expect(await store.run('device')).toBeUndefined();
    expect(await store.run('identities')).toEqual([]);
  });

  it('gets the tables of a new one', async () => {
    const { file } = await oldHistory();
    const newFile = join(await temporaryFolder(), 'history.db');
    const tables = await tablesIn(await open(newFile, true), newFile);
    expect(tables).not.toEqual([]);
    expect(await tablesIn(await open(file), file)).toEqual(tables);
  });

  it('leaves nothing of itself readable on disk', async () => {
    const { folder, file } = await oldHistory();
    expect(await findInFiles(folder, [words])).not.toEqual([]);
    const store = await open(file);
    expect(await findInFiles(folder, [words, '小红', 'SQLite'])).toEqual([]);
    await store.close();
    expect(await readdir(folder)).toEqual(['history.db']);
    expect(await findInFiles(folder, [words, '小红', 'SQLite'])).toEqual([]);
  });

  itUnless(noModes, 'is for its owner only from then on, whoever could read it before', async () => {
    const { file } = await oldHistory();
    await chmod(file, 0o644);
    await (await open(file)).close();
    expect(await modeOf(file)).toBe(0o600);
  });

  it('is converted anew when that was interrupted', async () => {
    const { folder, file } = await oldHistory();
    await writeFile(`${file}.encrypting`, randomBytes(10_000));
    const store = await open(file);
    expect((await store.run('page', { conversation: hong, limit: 10 })).messages).toHaveLength(3);
    await store.close();
    expect(await readdir(folder)).toEqual(['history.db']);
    const again = await open(file);
    expect((await again.run('page', { conversation: hong, limit: 10 })).messages).toHaveLength(3);
  });

  it('never gives a place twice after the conversion', async () => {
    const { file } = await oldHistory();
    const store = await open(file);
    await store.run('deleteConversation', { id: hong, at: 9 });
    await store.run('openConversation', hong);
    const [message] = await store.run('addMessages', [
      {
        id: newId(),
        conversation: hong,
        own: true,
        author: ming.account,
        kind: 'text',
        text: 'new',
        sentAt: 10,
        state: 'sending',
      },
    ]);
    expect(message?.order).toBe(10);
  });
});
