import { type ExpressionBuilder, type QueryExecutorProvider, sql } from 'kysely';
import { decodeRecord, skeleton } from '../../protocol/index.ts';
import type { Schema } from './schema.ts';

/*
 * Skeletons are derived: when what looks alike is judged anew, a migration computes them all again. Names that are in
 * use stay in use, though they may look like others then. The oldest of these has the skeleton, and each other one the
 * skeleton, a line break and its number, which no name has for a skeleton: so the column stays unique, and all of them
 * keep new names away.
 */

/** Whether a name looks like that, be it the oldest of several or not. */
export function looksLike(where: ExpressionBuilder<Schema, 'accounts' | 'rooms'>, look: string) {
  return where.or([
    where('skeleton', '=', look),
    where.and([where('skeleton', '>', `${look}\n`), where('skeleton', '<', `${look}\v`)]),
  ]);
}

interface Named {
  id: number;
  name: string;
}

/** Not frozen as migrations are: it always computes what the program of now compares with. */
export async function computeSkeletons(db: QueryExecutorProvider): Promise<void> {
  const accounts = await sql<Named>`select id, name from accounts order by id`.execute(db);
  await write(db, 'accounts', accounts.rows);
  const rooms = await sql<{ id: number; name_key: string }>`
    select id, name_key from rooms where name_key is not null order by id desc`.execute(db);
  const named: Named[] = [];
  for (const { id, name_key } of rooms.rows) named.push({ id, name: (await nameInLog(db, id)) ?? name_key });
  await write(db, 'rooms', named);
}

/** @param named the oldest first */
async function write(db: QueryExecutorProvider, table: 'accounts' | 'rooms', named: Named[]): Promise<void> {
  // first out of each other's way
  await sql`update ${sql.table(table)} set skeleton = char(10) || id where skeleton is not null`.execute(db);
  const given = new Set<string>();
  for (const { id, name } of named) {
    const look = skeleton(name);
    const own = given.has(look) ? `${look}\n${id}` : look;
    given.add(look);
    await sql`update ${sql.table(table)} set skeleton = ${own} where id = ${id}`.execute(db);
  }
}

/** The room's name as its members see it: the table has it in one case only. */
async function nameInLog(db: QueryExecutorProvider, room: number): Promise<string | undefined> {
  const { rows } = await sql<{ record: Buffer }>`
    select record from room_records where room = ${room} order by seq desc`.execute(db);
  for (const { record } of rows) {
    const action = decodeRecord(record)?.action;
    if (action?.kind === 'rename' || action?.kind === 'create') return action.name;
  }
  return undefined;
}
