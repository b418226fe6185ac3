import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AccountId, type ConversationId } from '../../../protocol/index.ts';
import { openDatabase } from '../../../src-main/core/store/database.ts';
import type { Schema } from '../../../src-main/core/store/schema.ts';
import { type Placeholders, Statement } from '../../../src-main/core/store/statement.ts';

const [own, friend] = [AccountId.parse(10001), AccountId.parse(10002)];

let folder: string;
let db: Kysely<Schema>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'miyu-statement-'));
  db = await openDatabase(join(folder, 'history.db'), { key: randomBytes(32), mayCreate: true, own });
});

afterEach(async () => {
  await db.destroy();
  rmSync(folder, { recursive: true });
});

it('is built once, and runs with what it is given each time', async () => {
  let built = 0;
  const setting = new Statement(
    (all, { conversation, last }: Placeholders<{ conversation: ConversationId; last: number }>) => {
      built += 1;
      return all
        .insertInto('sent_count')
        .values({ conversation, last })
        .onConflict((conflict) => conflict.column('conversation').doUpdateSet({ last }))
        .returning(['conversation', 'last']);
    },
  );
  expect(await setting.first(db, { conversation: own, last: 1 })).toEqual({ conversation: own, last: 1 });
  expect(await setting.all(db, { conversation: friend, last: 2 })).toEqual([{ conversation: friend, last: 2 }]);
  await setting.run(db, { conversation: own, last: 3 });
  expect(await db.selectFrom('sent_count').selectAll().orderBy('conversation').execute()).toEqual([
    { conversation: own, last: 3 },
    { conversation: friend, last: 2 },
  ]);
  expect(built).toBe(1);
});

it('keeps the values that its query names itself, and belongs to the transaction it runs in', async () => {
  const first = new Statement((all, { conversation }: Placeholders<{ conversation: ConversationId }>) =>
    all.insertInto('sent_count').values({ conversation, last: 7 }),
  );
  const seventh = new Statement((all) => all.selectFrom('sent_count').select('conversation').where('last', '=', 7));
  const undone = db.transaction().execute(async (transaction) => {
    await first.run(transaction, { conversation: friend });
    expect(await seventh.all(transaction, {})).toEqual([{ conversation: friend }]);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await seventh.first(db, {})).toBeUndefined();
});
