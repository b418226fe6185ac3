import type { IdentityKeyPair } from '@signalapp/libsignal-client';
import type { Kysely, Transaction } from 'kysely';
import type { AccountId } from '../../../protocol/index.ts';
import type { RoomLogs } from './room-log.ts';
import type { Schema } from './schema.ts';

/** The account a history belongs to, with the key that all of its devices share. In memory only. */
export interface OwnIdentity {
  account: AccountId;
  keys: IdentityKeyPair;
}

/** What an operation works with. */
export interface History {
  db: Kysely<Schema>;
  own: OwnIdentity;
  rooms: RoomLogs;
}

/** Commits all of the work or nothing. */
export function within<R>(db: Kysely<Schema>, work: (transaction: Transaction<Schema>) => Promise<R>): Promise<R> {
  return db.transaction().execute(work);
}
