import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { BLOB_CHUNK_SIZE, removeFile } from '../../../protocol/index.ts';
import { readWhole, writeWhole } from './disk.ts';
import { DamagedError, PLAIN_CHUNK, plainLength, sealedSize } from './sealed-chunks.ts';
import { readChunk, type SealedFile, type SealedFiles } from './sealed-files.ts';

const OPEN_OR_CREATE = constants.O_RDWR | constants.O_CREAT;

/** Where a download is kept: what is there may be from an earlier time. */
export interface DownloadTarget {
  /** One piece of the plaintext, valid until the next is read; undefined when it is not there, or is known to be wrong. */
  read(index: number): Promise<Buffer | undefined>;
  write(index: number, sealed: Uint8Array, plain: Uint8Array): Promise<void>;
  /** Drops the pieces from that one on. */
  cut(index: number): Promise<void>;
  /** All of it is there: makes it durable and closes it. */
  finish(): Promise<void>;
  /** What is there is there the next time. Harmless when it is closed. */
  close(): Promise<void>;
  /** Nothing stays of it. */
  remove(): Promise<void>;
}

/** A file of so many bytes as it is to be used. What is there can be told right from wrong only when all of it is. */
export async function openPlain(path: string, size: number): Promise<DownloadTarget> {
  const handle = await open(path, OPEN_OR_CREATE, 0o600);
  const buffer = Buffer.allocUnsafe(PLAIN_CHUNK);
  return {
    read: async (index) => {
      const plain = buffer.subarray(0, plainLength(size, index));
      const length = await readWhole(handle, plain, index * PLAIN_CHUNK);
      return length === plain.length ? plain : undefined;
    },
    write: (index, _sealed, plain) => writeWhole(handle, plain, index * PLAIN_CHUNK),
    cut: (index) => handle.truncate(Math.min(index * PLAIN_CHUNK, size)),
    finish: async () => {
      await handle.sync();
      await handle.close();
    },
    close: () => handle.close(),
    remove: async () => {
      await handle.close();
      await removeFile(path);
    },
  };
}

/** One of the sealed files: each of its chunks shows by itself whether it is right. */
export async function openSealed(
  files: SealedFiles,
  id: string,
  file: Pick<SealedFile, 'key' | 'size'>,
): Promise<DownloadTarget> {
  const handle = await files.openPart(id);
  const buffer = Buffer.allocUnsafe(BLOB_CHUNK_SIZE);
  return {
    read: async (index) => {
      try {
        return await readChunk(handle, file, index, buffer);
      } catch (error) {
        if (error instanceof DamagedError) return undefined;
        throw error;
      }
    },
    write: (index, sealed) => writeWhole(handle, sealed, index * BLOB_CHUNK_SIZE),
    cut: (index) => handle.truncate(Math.min(index * BLOB_CHUNK_SIZE, sealedSize(file.size))),
    finish: async () => {
      await handle.sync();
      await handle.close();
      await files.keepPart(id);
    },
    close: () => handle.close(),
    remove: async () => {
      await handle.close();
      await files.remove(id);
    },
  };
}
