import { z } from 'zod';
import { chunkCount } from '../blob-chunks.ts';
import { BlobId, bytes, ConversationId, Timestamp } from '../ids.ts';
import { BLOB_CHUNK_SIZE, BLOB_SIZE_LIMIT } from '../limits.ts';
import { request } from './operation.ts';

const Ticket = bytes({ exactly: 32 });
const Size = z.number().int().min(1).max(BLOB_SIZE_LIMIT);
const ChunkIndex = z
  .number()
  .int()
  .min(0)
  .max(chunkCount(BLOB_SIZE_LIMIT) - 1);
const Chunk = bytes({ min: 1, max: BLOB_CHUNK_SIZE });

/** What the server has of a blob. */
export const BlobState = z.object({
  size: Size,
  /** all chunks are there and safe: others may get them */
  isComplete: z.boolean(),
  /** which chunks are there, see `ChunkMap`; left out once it is complete */
  chunks: bytes({ min: 1, max: Math.ceil(chunkCount(BLOB_SIZE_LIMIT) / 8) }).optional(),
  /** when the server forgets it */
  expiresAt: Timestamp,
});
export type BlobState = z.infer<typeof BlobState>;

/**
 * Blobs are encrypted files: the server knows who put them there, how long they are, and who may get them. They travel on a
 * connection of their own, so that messages never wait behind them. A blob that one may not have is `not-found`, like one that
 * does not exist.
 */
export const blobOperations = {
  /** What another connection of this device becomes a transfer connection with, once and within half a minute. */
  'blob.ticket': request(0x0701, {
    request: z.object({}),
    reply: z.object({ ticket: Ticket }),
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  /**
   * Makes this a transfer connection of the session that the ticket is from. It ends with that session. Of too many the oldest
   * ends. `bad-token` when the ticket is void.
   */
  'blob.attach': request(0x0702, {
    request: z.object({ ticket: Ticket }),
    reply: z.object({}),
    needs: 'guest',
    rate: { perSecond: 1, burst: 20 },
  }),
  /**
   * Reserves the place for a blob. `ref` is the uploader's own name for it, 16 random bytes: asked again with the same one, the
   * answer is the same blob (`malformed` when the size is another). `quota-full`, `too-many`
   */
  'blob.begin': request(0x0703, {
    request: z.object({ ref: bytes({ exactly: 16 }), size: Size }),
    reply: z.object({ blob: BlobId, expiresAt: Timestamp }),
    needs: 'signed-in',
    rate: { perSecond: 10, burst: 200 },
  }),
  /**
   * One chunk, in any order, several under way. The uploader only. `malformed` when there is no such chunk or it has another
   * length; `blob-complete`; `quota-full` when the server's disk is full.
   */
  'blob.put': request(0x0704, {
    request: z.object({ blob: BlobId, index: ChunkIndex, data: Chunk }),
    reply: z.object({}),
    needs: 'transfer',
    rate: { perSecond: 10_000, burst: 20_000 },
  }),
  /** All chunks are put: answered when they are safe on the server's disk. The uploader only. `blob-incomplete` */
  'blob.commit': request(0x0705, {
    request: z.object({ blob: BlobId }),
    reply: z.object({ expiresAt: Timestamp }),
    needs: 'signed-in',
    rate: { perSecond: 10, burst: 200 },
  }),
  /** What is there. After an interruption this says which chunks to put again. */
  'blob.have': request(0x0706, {
    request: z.object({ blob: BlobId }),
    reply: BlobState,
    needs: 'signed-in',
    rate: { perSecond: 10, burst: 500 },
  }),
  /** One chunk of a complete blob, in any order, several under way. `malformed` when there is no such chunk */
  'blob.get': request(0x0707, {
    request: z.object({ blob: BlobId, index: ChunkIndex }),
    reply: z.object({ data: Chunk }),
    needs: 'transfer',
    rate: { perSecond: 10_000, burst: 20_000 },
  }),
  /**
   * Lets those get it who are in a conversation: a friend, or whoever is a member of the room when they ask. Who may get a blob
   * may share it on. Harmless when done again. `not-found` also for conversations that one is not in; `too-many`
   */
  'blob.share': request(0x0708, {
    request: z.object({ blob: BlobId, to: ConversationId }),
    reply: z.object({}),
    needs: 'signed-in',
    rate: { perSecond: 20, burst: 500 },
  }),
  /** Forgets it, finished or not. The uploader only. */
  'blob.delete': request(0x0709, {
    request: z.object({ blob: BlobId }),
    reply: z.object({}),
    needs: 'signed-in',
    rate: { perSecond: 10, burst: 500 },
  }),
};
