import type { Kysely, Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** As many pictures are kept as take 32 MiB at most; the ones fetched first go. */
const KEPT = 1000;

/** A picture, named by its SHA-256 in base64url. */
export interface StoredAvatar {
  hash: string;
  picture: Uint8Array;
}

export async function findAvatar(db: Kysely<Schema>, hash: string): Promise<Uint8Array | undefined> {
  const row = await db.selectFrom('avatar').select('picture').where('hash', '=', hash).executeTakeFirst();
  return row?.picture;
}

export async function saveAvatar(transaction: Transaction<Schema>, { hash, picture }: StoredAvatar): Promise<void> {
  await transaction
    .insertInto('avatar')
    .values({ hash, picture: new Uint8Array(picture) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await transaction
    .deleteFrom('avatar')
    .where('place', '<=', (eb) => eb.selectFrom('avatar').select(({ fn }) => eb(fn.max('place'), '-', KEPT).as('last')))
    .execute();
}
