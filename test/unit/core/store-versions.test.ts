import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import Database from '@signalapp/sqlcipher';
import { expect, it, onTestFinished } from 'vitest';
import { DeviceId, MessageId } from '../../../protocol/index.ts';
import { attach } from '../../../src-main/core/store/attach.ts';
import { initial } from '../../../src-main/core/store/migrations/001-initial.ts';
import { encryption } from '../../../src-main/core/store/migrations/002-encryption.ts';
import { depth } from '../../../src-main/core/store/migrations/003-depth.ts';
import { rooms } from '../../../src-main/core/store/migrations/004-rooms.ts';
import { people } from '../../../src-main/core/store/migrations/005-people.ts';
import { attachments } from '../../../src-main/core/store/migrations/006-attachments.ts';
import { fetchBudget } from '../../../src-main/core/store/migrations/007-fetch-budget.ts';
import { Store } from '../../../src-main/core/store/store.ts';
import { person, secretsOf } from '../../support/signal-devices.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const [ming, hong, li] = [person(1), person(2), person(3)];
const ids = ['A', 'B', 'C', 'D'].map((letter) => MessageId.parse(`${letter.repeat(21)}A`));

/**
 * Three numbered texts to each of two friends, written before audiences were remembered. One friend has had new keys
 * since the second.
 */
async function oldHistory() {
  const file = join(await temporaryFolder(), 'history.db');
  const key = randomBytes(32);
  const database = new Database();
  attach(database, { file, name: 'history', key });
  for (const sql of [initial, encryption, depth(ming.account), rooms, people, attachments, fetchBudget]) {
    database.exec(sql);
  }
  const hex = ({ keys }: { keys: IdentityKeyPair }) => Buffer.from(keys.publicKey.serialize()).toString('hex');
  const text = (place: number, chat: number, number: number) =>
    `(${place}, '${ids[place % 3]?.slice(0, 20)}${chat}A', ${chat}, 1, 1, 'text', 'text ${number}', ${number * 10}, 'sent', ${number})`;
  database.exec(`
    pragma history.user_version = 7;
    insert into history.device (id, key, since, registration_id) values (11, 'key', 1, 77);
    insert into history.identity (account, key, certificate, serial, trust, changed_at) values
      (2, x'${hex(hong)}', x'00', 'AB', 'server', null), (3, x'${hex(li)}', x'00', 'CD', 'server', 15);
    insert into history.conversation (id) values (2), (3);
    insert into history.session values (1, 12, x'00'), (2, 21, x'00'), (2, 22, x'00'), (3, 31, x'00');
    insert into history.first_sent values (2, 12, 1), (2, 21, 1), (2, 22, 3), (3, 31, 1);
    insert into history.missing (account, device, conversation, number, tries, next_at) values (2, 21, 2, 4, 1, 5);
    insert into history.deleted values ('${ids[3]}', 1);
    insert into history.early values ('${ids[2]}', '${ids[3]}', 2, 2, '{}', 1), ('${ids[1]}', '${ids[0]}', 2, 2, '{}', 2);
    insert into history.sent_count values (2, 3), (3, 3);
    insert into history.message (place, id, conversation, own, author, kind, text, sent_at, state, number) values
      ${[1, 2, 3].map((n) => text(n, 2, n)).join()}, ${[1, 2, 3].map((n) => text(n + 3, 3, n)).join()}`);
  database.close();
  const store = await Store.open(file, { mayCreate: false, secrets: secretsOf(ming, key) });
  onTestFinished(() => store.close());
  /** What stands in the file, once the store is closed. */
  const rows = (sql: string) => {
    const reading = new Database();
    attach(reading, { file, name: 'history', key });
    const all = reading.prepare(sql).all();
    reading.close();
    return all.map((row) => Object.values(row));
  };
  return { store, rows };
}

it('what older versions wrote is given again to the devices of their time, under keys that were there already', async () => {
  const { store } = await oldHistory();
  const given = async (account: number, device: number, conversation = account === 1 ? 2 : account) => {
    const all = { 1: ming, 2: hong, 3: li }[account] ?? ming;
    const chat = { 2: hong, 3: li }[conversation] ?? hong;
    const address = { account: all.account, device: DeviceId.parse(device), conversation: chat.account };
    const request = { ...address, ids: [], numbers: [1, 2, 3] };
    const answers = await store.run('answerResend', { request, now: 1000 });
    return answers.flatMap(({ content }) => (content.kind === 'text' ? content.text : []));
  };
  expect(await given(2, 21)).toEqual(['text 1', 'text 2', 'text 3']);
  expect(await given(2, 22)).toEqual(['text 3']);
  expect(await given(2, 23)).toEqual([]);
  expect(await given(1, 12)).toEqual(['text 1', 'text 2', 'text 3']);
  expect(await given(3, 31)).toEqual(['text 2', 'text 3']);

  const certificate = Buffer.from('certificate');
  const keys = IdentityKeyPair.generate().publicKey.serialize();
  const replaced = { account: hong.account, key: keys, certificate, serial: 'EF', revoked: [], at: 50 };
  await store.run('learnIdentity', replaced);
  expect(await given(2, 21)).toEqual([]);
});

it('devices that were encrypted for before are known, and their first list is no news', async () => {
  const { store, rows } = await oldHistory();
  await store.run('takeBaseline', [{ account: hong.account, devices: [21, 22, 23].map((id) => DeviceId.parse(id)) }]);
  await store.close();
  const known = rows('select account, device from history.known_device order by device');
  expect(known).toEqual([
    [1, 12],
    [2, 21],
    [2, 22],
    [2, 23],
    [3, 31],
  ]);
  expect(rows("select id from history.message where kind = 'new-device'")).toEqual([]);
});

it('what was missing, deleted, or said too early stays so', async () => {
  const { store, rows } = await oldHistory();
  const { requests } = await store.run('dueResends', { now: 1000 });
  expect(requests).toEqual([{ account: 2, device: 21, conversation: 2, ids: [], numbers: [4] }]);
  await store.close();
  expect(rows('select id, conversation, author, at from history.deleted')).toEqual([[ids[3], 0, 0, 1]]);
  expect(rows('select id, message from history.early order by rowid')).toEqual([
    [ids[2], ids[3]],
    [ids[1], ids[0]],
  ]);
});
