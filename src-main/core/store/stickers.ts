import type { Kysely, Transaction } from 'kysely';
import { STICKERS_LIMIT, type Sticker, type StickerId } from '../../contract/attachment.ts';
import type { Schema } from './schema.ts';

/** A sticker with its picture. */
export interface StoredSticker extends Sticker {
  /** media type */
  type: string;
  picture: Uint8Array;
}

/** The last added first. */
export function listStickers(db: Kysely<Schema>): Promise<Sticker[]> {
  return db.selectFrom('sticker').select(['id', 'width', 'height']).orderBy('place', 'desc').execute();
}

export function findSticker(db: Kysely<Schema>, id: StickerId): Promise<StoredSticker | undefined> {
  return db
    .selectFrom('sticker')
    .select(['id', 'width', 'height', 'type', 'picture'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Adds it, or puts it first when it is there. False, and nothing is done, when there are as many as may be. */
export async function addSticker(
  transaction: Transaction<Schema>,
  { picture, ...sticker }: StoredSticker,
): Promise<boolean> {
  await removeSticker(transaction, sticker.id);
  const { count } = await transaction
    .selectFrom('sticker')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (count >= STICKERS_LIMIT) return false;
  await transaction
    .insertInto('sticker')
    .values({ ...sticker, picture: new Uint8Array(picture) })
    .execute();
  return true;
}

export async function removeSticker(transaction: Transaction<Schema>, id: StickerId): Promise<void> {
  await transaction.deleteFrom('sticker').where('id', '=', id).execute();
}
