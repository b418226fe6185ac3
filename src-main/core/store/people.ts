import type { Kysely, Transaction } from 'kysely';
import type { AccountId, Profile } from '../../../protocol/index.ts';
import type { PersonRow, Schema } from './schema.ts';

export async function savePerson(transaction: Transaction<Schema>, profile: Profile): Promise<void> {
  const { account, ...values } = toRow(profile);
  await transaction
    .insertInto('person')
    .values({ account, ...values })
    .onConflict((conflict) => conflict.column('account').doUpdateSet(values))
    .execute();
}

export async function findPerson(db: Kysely<Schema>, account: AccountId): Promise<Profile | undefined> {
  const row = await db.selectFrom('person').selectAll().where('account', '=', account).executeTakeFirst();
  return row && toProfile(row);
}

export function toProfile(row: PersonRow): Profile {
  return {
    account: row.account,
    name: row.name,
    displayName: row.display_name,
    ...(row.sex === null ? {} : { sex: row.sex }),
    ...(row.age === null ? {} : { age: row.age }),
    signature: row.signature,
    ...(row.avatar === null ? {} : { avatar: row.avatar }),
  };
}

function toRow(profile: Profile): PersonRow {
  return {
    account: profile.account,
    name: profile.name,
    display_name: profile.displayName,
    sex: profile.sex ?? null,
    age: profile.age ?? null,
    signature: profile.signature,
    avatar: profile.avatar ?? null,
  };
}
