import { randomBytes } from 'node:crypto';
import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from '@signalapp/sqlcipher';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AccountId, DeviceId, MessageId, type Profile } from '../../../protocol/index.ts';
import type { NewMessage } from '../../../src-main/core/store/message-rows.ts';
import { Store } from '../../../src-main/core/store/store.ts';
import { findInFiles } from '../../support/find-in-files.ts';
import { modesIn, openFolder } from '../../support/modes.ts';
import { itUnless, noModes } from '../../support/needs.ts';
import { person, secretsOf } from '../../support/signal-devices.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ming = person(1);
const key = randomBytes(32);
const hong = AccountId.parse(2);

function profile(account: AccountId, name: string): Profile {
  return { account, name, displayName: name, signature: '' };
}

function messageId(): MessageId {
  return MessageId.parse(randomBytes(16).toString('base64url'));
}

function text(from: 'own' | 'other', words: string, more?: Partial<NewMessage>): NewMessage {
  const own = from === 'own';
  return {
    id: messageId(),
    conversation: hong,
    own,
    author: own ? ming.account : hong,
    kind: 'text',
    text: words,
    sentAt: 5,
    state: own ? 'sending' : 'received',
    ...more,
  };
}

function open(file: string, mayCreate: boolean, databaseKey = key): Promise<Store> {
  return Store.open(file, { mayCreate, secrets: secretsOf(ming, databaseKey) });
}

async function openStore(file: string, mayCreate = true): Promise<Store> {
  const store = await open(file, mayCreate);
  onTestFinished(() => store.close());
  return store;
}

/** The file as somebody with its key sees it. */
function openFile(file: string): Database {
  const database = new Database(file);
  database.pragma(`key = "x'${key.toString('hex')}'"`);
  return database;
}

async function storeWithFriend(): Promise<Store> {
  const store = await openStore(join(await temporaryFolder(), 'history.db'));
  await store.run('saveContact', { profile: profile(hong, '小红'), since: 1 });
  return store;
}

describe('opening a history', () => {
  itUnless(noModes, 'makes files that only their owner can read, in a folder that is open to all', async () => {
    const folder = await openFolder();
    const store = await openStore(join(folder, 'history.db'));
    await store.run('saveContact', { profile: profile(hong, '小红'), since: 1 });
    expect(await modesIn(folder)).toEqual({ 'history.db': 0o600, 'history.db-shm': 0o600, 'history.db-wal': 0o600 });
  });

  it('refuses a missing or empty file when there should be one', async () => {
    const file = join(await temporaryFolder(), 'history.db');
    await expect(open(file, false)).rejects.toMatchObject({
      code: 'storage',
      details: { problem: 'missing' },
    });
    await writeFile(file, '');
    await expect(open(file, false)).rejects.toMatchObject({ details: { problem: 'missing' } });
  });

  it('says so when the file is damaged, and leaves it as it is', async () => {
    const file = join(await temporaryFolder(), 'history.db');
    await writeFile(file, Buffer.alloc(8192, 7));
    await expect(open(file, true)).rejects.toMatchObject({ details: { problem: 'damaged' } });
    expect((await stat(file)).size).toBe(8192);
  });

  it('says so when a page in the middle is gone', async () => {
    const file = join(await temporaryFolder(), 'history.db');
    const store = await openStore(file);
    await store.run('saveContact', { profile: profile(hong, '小红'), since: 1 });
    await store.run(
      'addMessages',
      Array.from({ length: 500 }, (_, index) => text('own', `${index}`.repeat(50))),
    );
    await store.close();
    await truncate(file, 3 * 4096);
    await expect(
      openStore(file).then((opened) => opened.run('page', { conversation: hong, limit: 500 })),
    ).rejects.toMatchObject({ code: 'storage', details: { problem: 'damaged' } });
  });

  it('refuses a file of a newer version', async () => {
    const file = join(await temporaryFolder(), 'history.db');
    await (await openStore(file)).close();
    const database = openFile(file);
    database.pragma('user_version = 999');
    database.close();
    await expect(open(file, false)).rejects.toMatchObject({ details: { problem: 'newer' } });
  });

  it('cannot be read with another key, and is left as it is', async () => {
    const file = join(await temporaryFolder(), 'history.db');
    await (await openStore(file)).close();
    const before = await readFile(file);
    await expect(open(file, false, randomBytes(32))).rejects.toMatchObject({ details: { problem: 'damaged' } });
    expect(await readFile(file)).toEqual(before);
  });

  it('takes the secrets over: the given ones are wiped', async () => {
    const secrets = secretsOf(ming, key);
    const store = await Store.open(join(await temporaryFolder(), 'history.db'), { mayCreate: true, secrets });
    await store.close();
    expect(secrets.databaseKey).toEqual(new Uint8Array(32));
    expect(secrets.identity.every((byte) => byte === 0)).toBe(true);
  });

  it('leaves nothing readable on disk, while open and after', async () => {
    const folder = await temporaryFolder();
    const store = await openStore(join(folder, 'history.db'));
    await store.run('saveContact', { profile: profile(hong, '小红 of the known name'), since: 1 });
    await store.run('addMessages', [text('own', 'the known words')]);
    await store.run('saveDevice', { id: DeviceId.parse(3), key: 'the known key', token: 'the known token', since: 1 });
    expect(await findInFiles(folder, ['known name', 'known words', 'known key', 'known token', 'SQLite'])).toEqual([]);
    await store.close();
    expect(await findInFiles(folder, ['known name', 'known words', 'known key', 'known token', 'SQLite'])).toEqual([]);
  });

  it('keeps everything over closing and opening', async () => {
    const file = join(await temporaryFolder(), 'history.db');
    const store = await openStore(file);
    await store.run('saveContact', { profile: { ...profile(hong, '小红'), sex: 'female', age: 20 }, since: 7 });
    const [message] = await store.run('addMessages', [text('own', '你好')]);
    await store.close();

    const again = await openStore(file, false);
    expect(await again.run('contacts')).toEqual([
      {
        profile: { account: hong, name: '小红', displayName: '小红', sex: 'female', age: 20, signature: '' },
        since: 7,
      },
    ]);
    expect(await again.run('unsent')).toEqual([message]);
  });
});

describe('messages', () => {
  it('keeps the order of writing and pages backwards', async () => {
    const store = await storeWithFriend();
    const words = Array.from({ length: 1203 }, (_, index) => `${index}`);
    await store.run(
      'addMessages',
      words.map((word) => text('own', word)),
    );

    const newest = await store.run('page', { conversation: hong, limit: 500 });
    expect(newest.more).toBe(true);
    expect(newest.messages.map((message) => message.text)).toEqual(words.slice(-500));
    const rest = await store.run('page', { conversation: hong, before: newest.messages[0]?.order, limit: 703 });
    expect(rest.more).toBe(false);
    expect(rest.messages.map((message) => message.text)).toEqual(words.slice(0, 703));
  });

  it('fails, is retried and can be discarded only while failed', async () => {
    const store = await storeWithFriend();
    const mine = text('own', 'x');
    await store.run('addMessages', [mine]);
    const [failed] = await store.run('markFailed', { id: mine.id, problem: 'queue-full' });
    expect(failed).toMatchObject({ state: 'failed', problem: 'queue-full' });
    const [retried] = await store.run('markForRetry', mine.id);
    expect(retried).toEqual({ ...failed, state: 'sending', problem: undefined });
    expect(await store.run('deleteFailed', mine.id)).toBeUndefined();
    await store.run('markFailed', { id: mine.id, problem: 'not-friends' });
    expect(await store.run('deleteFailed', mine.id)).toMatchObject({ id: mine.id });
  });
});

describe('conversations', () => {
  it('derives unread messages from the read position', async () => {
    const store = await storeWithFriend();
    const texts = [text('other', 'one'), text('own', 'two'), text('other', 'three')];
    const messages = await store.run('addMessages', texts);
    const [unread] = await store.run('conversations', [hong]);
    expect(unread).toMatchObject({ unread: 2, firstUnread: texts[0]?.id, isContact: true });
    expect(unread?.last).toEqual({
      order: messages[2]?.order,
      kind: 'text',
      text: 'three',
      time: 5,
      own: false,
      author: hong,
      state: 'received',
    });

    await store.run('markRead', { id: hong, upTo: messages[1]?.order ?? 0, tell: false });
    expect(await store.run('conversations', [hong])).toMatchObject([{ unread: 1, firstUnread: texts[2]?.id }]);
    await store.run('markRead', { id: hong, upTo: 1, tell: false });
    expect(await store.run('conversations', [hong])).toMatchObject([{ unread: 1 }]);
  });

  it('does not let a read position reach beyond what has arrived', async () => {
    const store = await storeWithFriend();
    await store.run('addMessages', [text('other', 'one')]);
    await store.run('markRead', { id: hong, upTo: 1_000_000, tell: false });
    const [read] = await store.run('conversations');
    expect(read?.unread).toBe(0);
    expect(read).not.toHaveProperty('firstUnread');
    await store.run('addMessages', [text('other', 'two')]);
    expect(await store.run('conversations')).toMatchObject([{ unread: 1 }]);
  });

  it('come with the last active first, and those without messages at the end', async () => {
    const store = await storeWithFriend();
    for (const [id, name] of [
      [3, 'a'],
      [4, 'b'],
    ] as const) {
      await store.run('saveContact', { profile: profile(AccountId.parse(id), name), since: 1 });
      await store.run('openConversation', AccountId.parse(id));
    }
    await store.run('addMessages', [text('own', 'x', { conversation: AccountId.parse(4) }), text('own', 'y')]);
    expect((await store.run('conversations')).map(({ id }) => id)).toEqual([2, 4, 3]);
  });

  it('keeps the chat and the name of a removed friend, and deletes it with its messages when asked', async () => {
    const store = await storeWithFriend();
    await store.run('addMessages', [text('other', 'one')]);
    await store.run('setDraft', { id: hong, draft: 'half a sen' });
    await store.run('removeContact', hong);
    expect(await store.run('conversations')).toMatchObject([
      { isContact: false, profile: { name: '小红' }, draft: 'half a sen', unread: 1 },
    ]);
    await store.run('deleteConversation', { id: hong, at: 9 });
    expect(await store.run('conversations')).toEqual([]);
    expect(await store.run('page', { conversation: hong, limit: 10 })).toEqual({ messages: [], more: false });
  });

  it('store any text as it is', async () => {
    const store = await storeWithFriend();
    const nasty = `'); drop table message; -- <b>\u0000"\u202e👨‍👩‍👧‍👦`;
    await store.run('addMessages', [text('own', nasty)]);
    expect((await store.run('page', { conversation: hong, limit: 1 })).messages[0]?.text).toBe(nasty);
  });
});
