import type { Kysely, Transaction } from 'kysely';
import type { AccountId, ContactRequest, Profile, Timestamp } from '../../../protocol/index.ts';
import { savePerson, toProfile } from './people.ts';
import type { Schema } from './schema.ts';

/** A friend as far as it is worth keeping while offline. */
export interface StoredContact {
  profile: Profile;
  since: Timestamp;
}

export async function listContacts(db: Kysely<Schema>): Promise<StoredContact[]> {
  const rows = await db
    .selectFrom('contact')
    .innerJoin('person', 'person.account', 'contact.account')
    .selectAll('person')
    .select('contact.since')
    .execute();
  return rows.map((row) => ({ profile: toProfile(row), since: row.since }));
}

export async function saveContact(transaction: Transaction<Schema>, { profile, since }: StoredContact): Promise<void> {
  await savePerson(transaction, profile);
  await transaction
    .insertInto('contact')
    .values({ account: profile.account, since })
    .onConflict((conflict) => conflict.column('account').doUpdateSet({ since }))
    .execute();
}

export async function replaceContacts(transaction: Transaction<Schema>, contacts: StoredContact[]): Promise<void> {
  await transaction.deleteFrom('contact').execute();
  for (const contact of contacts) await saveContact(transaction, contact);
}

export async function removeContact(transaction: Transaction<Schema>, account: AccountId): Promise<void> {
  await transaction.deleteFrom('contact').where('account', '=', account).execute();
}

/** Newest first. */
export async function listRequests(db: Kysely<Schema>): Promise<ContactRequest[]> {
  const rows = await db
    .selectFrom('request')
    .innerJoin('person', 'person.account', 'request.account')
    .selectAll('person')
    .select(['direction', 'greeting', 'time', 'state'])
    .orderBy('time', 'desc')
    .execute();
  return rows.map((row) => {
    const { direction, greeting, time, state } = row;
    return { profile: toProfile(row), direction, greeting, time, state };
  });
}

export async function replaceRequests(transaction: Transaction<Schema>, requests: ContactRequest[]): Promise<void> {
  await transaction.deleteFrom('request').execute();
  for (const { profile, ...request } of requests) {
    await savePerson(transaction, profile);
    await transaction
      .insertInto('request')
      .values({ account: profile.account, ...request })
      .execute();
  }
}
