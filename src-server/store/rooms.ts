import { RoomId, type Timestamp } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';
import { looksLike } from './skeletons.ts';

/** Numbers people give to each other have five digits, as accounts' do. */
const BEFORE_FIRST = -20_000;

/** What makes two names the same, and look the same. */
export interface NameKeys {
  nameKey: string;
  skeleton: string;
}

/** The room that has the name. */
export async function findRoomByName(db: Reader, nameKey: string): Promise<RoomId | undefined> {
  const row = await db.selectFrom('rooms').select('id').where('name_key', '=', nameKey).executeTakeFirst();
  return row?.id;
}

/** Whether a room, or another than `own`, has that name or one that looks like it. */
export async function isRoomNameTaken(db: Reader, { nameKey, skeleton }: NameKeys, own?: RoomId): Promise<boolean> {
  const rows = await db
    .selectFrom('rooms')
    .select('id')
    .where((where) => where.or([where('name_key', '=', nameKey), looksLike(where, skeleton)]))
    .execute();
  return rows.some(({ id }) => id !== own);
}

/** @returns the next number downwards */
export async function insertRoom(db: Writer, { nameKey, skeleton }: NameKeys, createdAt: Timestamp): Promise<RoomId> {
  const { last } = await db
    .selectFrom('rooms')
    .select((select) => select.fn.min('id').as('last'))
    .executeTakeFirstOrThrow();
  const id = RoomId.parse((last ?? BEFORE_FIRST) - 1);
  await db.insertInto('rooms').values({ id, name_key: nameKey, skeleton, created_at: createdAt }).execute();
  return id;
}

export async function renameRoom(db: Writer, room: RoomId, { nameKey, skeleton }: NameKeys): Promise<void> {
  await db.updateTable('rooms').set({ name_key: nameKey, skeleton }).where('id', '=', room).execute();
}

/** The name is free for others; nobody waits to be let in any more. The log and who was in it stay. */
export async function closeRoom(db: Writer, room: RoomId): Promise<void> {
  await db.updateTable('rooms').set({ name_key: null, skeleton: null }).where('id', '=', room).execute();
  await db.deleteFrom('room_requests').where('room', '=', room).execute();
  await setRoomAvatar(db, room, undefined);
}

export async function findRoomAvatar(db: Reader, room: RoomId): Promise<Buffer | undefined> {
  const row = await db.selectFrom('room_avatars').select('picture').where('room', '=', room).executeTakeFirst();
  return row?.picture;
}

export async function setRoomAvatar(db: Writer, room: RoomId, picture: Uint8Array | undefined): Promise<void> {
  if (picture)
    await db
      .replaceInto('room_avatars')
      .values({ room, picture: Buffer.from(picture) })
      .execute();
  else await db.deleteFrom('room_avatars').where('room', '=', room).execute();
}
