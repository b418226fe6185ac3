import type { AccountId } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';

export async function findAvatar(db: Reader, account: AccountId): Promise<Buffer | undefined> {
  const row = await db.selectFrom('avatars').select('picture').where('account', '=', account).executeTakeFirst();
  return row?.picture;
}

/** Takes the place of the one before. @param hash of the picture: what profiles name it by */
export async function putAvatar(db: Writer, account: AccountId, picture: Uint8Array, hash: string): Promise<void> {
  const columns = { picture: Buffer.from(picture) };
  await db
    .insertInto('avatars')
    .values({ account, ...columns })
    .onConflict((conflict) => conflict.column('account').doUpdateSet(columns))
    .execute();
  await db.updateTable('accounts').set({ avatar: hash }).where('id', '=', account).execute();
}

export async function deleteAvatar(db: Writer, account: AccountId): Promise<void> {
  await db.deleteFrom('avatars').where('account', '=', account).execute();
  await db.updateTable('accounts').set({ avatar: null }).where('id', '=', account).execute();
}
