import type { FileHandle } from 'node:fs/promises';
import {
  BLOB_CHUNK_SIZE,
  type BlobId,
  type Channel,
  ChunkMap,
  chunkLength,
  countChunkGarbage,
  OperationError,
  type Timestamp,
} from '../../../protocol/index.ts';
import { ContractError } from '../../contract/errors.ts';
import { abortable } from './abortable.ts';
import { severalUnderWay } from './chunk-window.ts';
import { readWhole } from './disk.ts';
import type { Progress } from './progress.ts';
import { plainLength, sealedSize } from './sealed-chunks.ts';

/** How long to wait for a reply, in milliseconds: chunks before it may have to get through a slow network, or onto a slow disk. */
const CHUNK_TIMEOUT_MS = 120_000;
const COMMIT_TIMEOUT_MS = 300_000;
/** A server that loses what it had is believed so often. */
const TRIES = 5;

export interface UploadParts {
  /** the uploader's own name for the blob, 16 bytes */
  ref: Uint8Array;
  /** sealed */
  handle: FileHandle;
  /** bytes of the plaintext */
  size: number;
  signal: AbortSignal;
  progress: Progress;
}

export interface Uploaded {
  blob: BlobId;
  expiresAt: Timestamp;
}

/**
 * Gives the server what it has not of a sealed file. Begun again on another connection it goes on.
 * @throws OperationError, ChannelError as requests do; ContractError `cancelled`; `file-gone` when the file is too short
 */
export async function upload(channel: Channel, parts: UploadParts): Promise<Uploaded> {
  for (let left = TRIES; ; left--) {
    try {
      return await uploadOnce(channel, parts);
    } catch (error) {
      if (left <= 1 || !hasForgotten(error)) throw error;
    }
  }
}

/** It expired meanwhile, or a crash took chunks that it had. */
function hasForgotten(error: unknown): boolean {
  return error instanceof OperationError && (error.is('not-found') || error.is('blob-incomplete'));
}

async function uploadOnce(channel: Channel, parts: UploadParts): Promise<Uploaded> {
  const { ref, size, signal } = parts;
  const begun = channel.request('blob.begin', { ref, size: sealedSize(size) });
  const { blob } = await abortable(begun, signal);
  const { isComplete, chunks } = await abortable(channel.request('blob.have', { blob }), signal);
  if (isComplete) parts.progress.at('running', size);
  else await putMissing(channel, parts, blob, new ChunkMap(sealedSize(size), chunks));
  const { expiresAt } = await abortable(channel.request('blob.commit', { blob }, COMMIT_TIMEOUT_MS), signal);
  return { blob, expiresAt };
}

async function putMissing(channel: Channel, parts: UploadParts, blob: BlobId, there: ChunkMap): Promise<void> {
  const { handle, size, signal, progress } = parts;
  progress.at('running', bytesThere(there, size));
  const put = async (index: number, buffer: Buffer) => {
    const data = buffer.subarray(0, chunkLength(sealedSize(size), index));
    const length = await readWhole(handle, data, index * BLOB_CHUNK_SIZE);
    if (length < data.length) throw new ContractError('file-gone');
    await abortable(channel.request('blob.put', { blob, index, data }, CHUNK_TIMEOUT_MS), signal);
    progress.add(plainLength(size, index));
    countChunkGarbage(data.length);
  };
  await severalUnderWay(missing(there), put, BLOB_CHUNK_SIZE);
}

function* missing(there: ChunkMap): Generator<number> {
  for (let index = 0; index < there.count; index++) if (!there.has(index)) yield index;
}

function bytesThere(there: ChunkMap, size: number): number {
  let bytes = 0;
  for (let index = 0; index < there.count; index++) if (there.has(index)) bytes += plainLength(size, index);
  return bytes;
}
