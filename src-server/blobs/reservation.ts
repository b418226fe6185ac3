import { randomBytes } from 'node:crypto';
import { type AccountId, BlobId, ChunkMap, OperationError, type Timestamp } from '../../protocol/index.ts';
import type { Config } from '../config.ts';
import {
  arrivedBlobBytes,
  blobUsage,
  deleteBlobs,
  findBlobByRef,
  insertBlob,
  type StoredBlob,
} from '../store/blobs.ts';
import type { Writer } from '../store/database.ts';
import type { Disk } from './space.ts';

interface Wanted {
  owner: AccountId;
  /** the owner's name for it */
  ref: Uint8Array;
  size: number;
  now: Timestamp;
  /** unless something of it comes before */
  expiresAt: Timestamp;
  /** bytes that the server's space is short of beside those that are recorded */
  spokenFor: number;
  disk: Disk;
  limits: Config['limits'];
}

/**
 * Gives a blob its row; the same name gets the same row. The owner's quota counts the blob's whole size from now on.
 * The server's quota counts only bytes that have come, so that nobody shuts others out by announcing a large file.
 * @returns `replaced`: the one with that name before, whose time was over
 * @throws OperationError `malformed` when the one with that name has another size; `quota-full`, `too-many`
 */
export async function reserve(
  writer: Writer,
  wanted: Wanted,
): Promise<{ blob: StoredBlob; replaced: BlobId | undefined }> {
  const { owner, ref, size, now, expiresAt } = wanted;
  const known = await findBlobByRef(writer, owner, ref);
  if (known && known.expiresAt > now) {
    if (known.size !== size) throw new OperationError('malformed');
    return { blob: known, replaced: undefined };
  }
  if (known) await deleteBlobs(writer, [known.id]);
  await checkQuotas(writer, wanted);
  const id = BlobId.parse(randomBytes(16).toString('base64url'));
  const blob = { id, owner, size, createdAt: now, expiresAt, chunks: new ChunkMap(size).bits() };
  await insertBlob(writer, blob, ref);
  return { blob, replaced: known?.id };
}

async function checkQuotas(writer: Writer, { owner, size, now, spokenFor, disk, limits }: Wanted): Promise<void> {
  const { count, bytes } = await blobUsage(writer, owner, now);
  if (count >= limits.blobs) throw new OperationError('too-many', { limit: limits.blobs });
  if (bytes + size > limits.blobBytes) {
    throw new OperationError('quota-full', { whose: 'account', limit: limits.blobBytes });
  }
  const isWithinLimit = (await arrivedBlobBytes(writer)) + spokenFor + size <= limits.blobServerBytes;
  if (!isWithinLimit || !disk.hasRoomFor(size)) {
    throw new OperationError('quota-full', { whose: 'server' });
  }
}
