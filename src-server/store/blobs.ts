import { sql } from 'kysely';
import type { AccountId, BlobId, ConversationId, Timestamp } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';
import type { BlobRow } from './schema.ts';

/** A blob as it is stored. */
export interface StoredBlob {
  id: BlobId;
  owner: AccountId;
  size: number;
  createdAt: Timestamp;
  expiresAt: Timestamp;
  /** the chunks that are safe; undefined once it is complete */
  chunks: Buffer | undefined;
}

export interface BlobGrant {
  grantor: AccountId;
  conversation: ConversationId;
}

const columns = ['id', 'owner', 'size', 'created_at', 'expires_at', 'chunks'] as const;

/** What has come of an upload. */
export interface Arrived {
  /** as in ChunkMap */
  bits: Buffer;
  bytes: number;
}

export async function findBlob(db: Reader, id: BlobId): Promise<StoredBlob | undefined> {
  const row = await db.selectFrom('blobs').select(columns).where('id', '=', id).executeTakeFirst();
  return row && toBlob(row);
}

/** @param ref the owner's name for it */
export async function findBlobByRef(db: Reader, owner: AccountId, ref: Uint8Array): Promise<StoredBlob | undefined> {
  const row = await db
    .selectFrom('blobs')
    .select(columns)
    .where('owner', '=', owner)
    .where('ref', '=', Buffer.from(ref))
    .executeTakeFirst();
  return row && toBlob(row);
}

/** What the account has here that has not expired. */
export async function blobUsage(
  db: Reader,
  owner: AccountId,
  now: Timestamp,
): Promise<{ count: number; bytes: number }> {
  const row = await db
    .selectFrom('blobs')
    .select((select) => [select.fn.countAll<number>().as('count'), select.fn.sum<number | null>('size').as('bytes')])
    .where('owner', '=', owner)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return { count: row.count, bytes: row.bytes ?? 0 };
}

/** What has come from all accounts, expired or not. */
export async function arrivedBlobBytes(db: Reader): Promise<number> {
  const sum = sql<number>`coalesce(sum(arrived), 0)`.as('bytes');
  return (await db.selectFrom('blobs').select(sum).executeTakeFirstOrThrow()).bytes;
}

export async function insertBlob(
  db: Writer,
  { id, owner, size, createdAt, expiresAt, chunks }: StoredBlob & { chunks: Buffer },
  ref: Uint8Array,
): Promise<void> {
  const times = { created_at: createdAt, expires_at: expiresAt };
  await db
    .insertInto('blobs')
    .values({ id, owner, ref: Buffer.from(ref), size, ...times, completed_at: null, chunks })
    .execute();
}

/**
 * These chunks are safe. Nothing happens to a blob that is complete or gone, or whose owner is.
 * @param expiresAt when other than before
 */
export async function recordChunks(
  db: Writer,
  id: BlobId,
  { bits, bytes }: Arrived,
  expiresAt?: Timestamp,
): Promise<void> {
  await db
    .updateTable('blobs')
    .set({ chunks: bits, arrived: bytes, ...(expiresAt === undefined ? {} : { expires_at: expiresAt }) })
    .where('id', '=', id)
    .where('completed_at', 'is', null)
    .where('expires_at', '>', 0)
    .execute();
}

/** @returns false when it is gone, or its owner is */
export async function completeBlob(
  db: Writer,
  id: BlobId,
  { completedAt, expiresAt }: { completedAt: Timestamp; expiresAt: Timestamp },
): Promise<boolean> {
  const row = await db
    .updateTable('blobs')
    .set(({ ref }) => ({ completed_at: completedAt, expires_at: expiresAt, chunks: null, arrived: ref('size') }))
    .where('id', '=', id)
    // its owner's account may have been deleted meanwhile
    .where('expires_at', '>', 0)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteBlobs(db: Writer, ids: readonly BlobId[]): Promise<void> {
  await db.deleteFrom('blobs').where('id', 'in', ids).execute();
}

/**
 * Deletes those of the blobs that have expired. A blob that was found expired may have been given more time since, by
 * its commit: it stays.
 * @returns the deleted ones
 */
export async function deleteExpiredBlobs(db: Writer, ids: readonly BlobId[], now: Timestamp): Promise<BlobId[]> {
  const rows = await db
    .deleteFrom('blobs')
    .where('id', 'in', ids)
    .where('expires_at', '<=', now)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Nobody gets the account's blobs any more, nor what it has shared on. */
export async function voidBlobsOf(db: Writer, account: AccountId): Promise<void> {
  await db.updateTable('blobs').set({ expires_at: 0 }).where('owner', '=', account).execute();
  await db.deleteFrom('blob_grants').where('grantor', '=', account).execute();
}

export async function findExpiredBlobs(db: Reader, now: Timestamp, limit: number): Promise<BlobId[]> {
  const rows = await db.selectFrom('blobs').select('id').where('expires_at', '<=', now).limit(limit).execute();
  return rows.map(({ id }) => id);
}

/** Those of them that are stored. */
export async function whichBlobs(db: Reader, ids: readonly BlobId[]): Promise<Set<BlobId>> {
  const rows = await db.selectFrom('blobs').select('id').where('id', 'in', ids).execute();
  return new Set(rows.map(({ id }) => id));
}

export async function findGrants(db: Reader, blob: BlobId): Promise<BlobGrant[]> {
  return db.selectFrom('blob_grants').select(['grantor', 'conversation']).where('blob', '=', blob).execute();
}

/** Harmless when it is there. */
export async function insertGrant(db: Writer, blob: BlobId, { grantor, conversation }: BlobGrant): Promise<void> {
  await db
    .insertInto('blob_grants')
    .values({ blob, grantor, conversation })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function toBlob(row: Pick<BlobRow, (typeof columns)[number]>): StoredBlob {
  const { id, owner, size, created_at: createdAt, expires_at: expiresAt, chunks } = row;
  return { id, owner, size, createdAt, expiresAt, chunks: chunks ?? undefined };
}
