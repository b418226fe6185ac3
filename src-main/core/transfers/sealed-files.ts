import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BLOB_CHUNK_SIZE,
  chunkLength,
  countChunkGarbage,
  removeFile,
  renameFile,
  syncFolder,
} from '../../../protocol/index.ts';
import { ContractError } from '../../contract/errors.ts';
import { diskError, isSystemError, readWhole } from './disk.ts';
import { DamagedError, openChunkOf, PLAIN_CHUNK, sealedSize } from './sealed-chunks.ts';
import { seal } from './sealing.ts';

const ID_SIZE = 16;
const FILE_NAME = /^([A-Za-z0-9_-]{22})(\.part)?$/;
const OPEN_OR_CREATE = constants.O_RDWR | constants.O_CREAT;

export interface SealedFile {
  id: string;
  key: Uint8Array;
  /** bytes of the plaintext */
  size: number;
  /** SHA-256 of the plaintext */
  digest: Uint8Array;
}

export interface SealedFileOnDisk {
  id: string;
  /** of the file as it lies there */
  bytes: number;
  /** false while it is written, and of what was left of that by a crash */
  isWhole: boolean;
}

/** Names a sealed file that is to come. */
export function newSealedId(): string {
  return randomBytes(ID_SIZE).toString('base64url');
}

/**
 * A folder of encrypted files. What is written is called `.part` until all of it is safe on the disk: a file without that ending is
 * whole.
 */
export class SealedFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Seals what comes, under a key of its own. Nothing is kept when it throws.
   * @param limit bytes
   * @throws ContractError `too-large`, `empty-file`, `disk-full`; whatever the content throws
   */
  async create(content: AsyncIterable<Uint8Array> | Uint8Array, limit: number): Promise<SealedFile> {
    const id = newSealedId();
    try {
      const part = await this.openPart(id);
      const file = { id, ...(await seal(part, content, limit).finally(() => part.close())) };
      await this.keepPart(id);
      return file;
    } catch (error) {
      await this.remove(id);
      throw diskError(error);
    }
  }

  /**
   * The plaintext from `from` up to, not including, `to`. Each chunk is authenticated before any of it is given.
   * @throws ContractError `file-gone`; DamagedError
   */
  async *read(
    file: Pick<SealedFile, 'id' | 'key' | 'size'>,
    from: number,
    to: number,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const end = Math.min(to, file.size);
    const sealed = Buffer.allocUnsafe(BLOB_CHUNK_SIZE);
    const handle = await this.open(file.id);
    try {
      for (let at = from; at < end; ) {
        const index = Math.floor(at / PLAIN_CHUNK);
        const start = index * PLAIN_CHUNK;
        const plain = await readChunk(handle, file, index, sealed);
        yield plain.subarray(at - start, end - start);
        countChunkGarbage(plain.length);
        at = start + plain.length;
      }
    } finally {
      await handle.close();
    }
  }

  /** All of the plaintext. @throws ContractError `too-large` for more than `limit` bytes, `file-gone`; DamagedError */
  async readAll(file: Pick<SealedFile, 'id' | 'key' | 'size'>, limit: number): Promise<Buffer> {
    if (file.size > limit) throw new ContractError('too-large');
    const content = Buffer.allocUnsafe(file.size);
    let at = 0;
    for await (const piece of this.read(file, 0, file.size)) {
      content.set(piece, at);
      at += piece.length;
    }
    return content;
  }

  /** Whether it lies there as a whole. */
  async has(id: string): Promise<boolean> {
    return (await sizeOf(this.#pathOf(id))) !== undefined;
  }

  /** Whole or not. Harmless when there is none. */
  async remove(id: string): Promise<void> {
    await removeFile(this.#pathOf(id));
    await removeFile(this.#partOf(id));
  }

  /** Of all that lies there, whole or not. */
  async ids(): Promise<Set<string>> {
    return new Set((await this.#names()).flatMap((name) => FILE_NAME.exec(name)?.[1] ?? []));
  }

  /** What lies there, except for files that are none of these. */
  async list(): Promise<SealedFileOnDisk[]> {
    const found: SealedFileOnDisk[] = [];
    for (const name of await this.#names()) {
      const [, id, part] = FILE_NAME.exec(name) ?? [];
      const bytes = id === undefined ? undefined : await sizeOf(join(this.#folder, name));
      if (id !== undefined && bytes !== undefined) found.push({ id, bytes, isWhole: part === undefined });
    }
    return found;
  }

  /** A whole file as it lies there, for reading. @throws ContractError `file-gone` */
  async open(id: string): Promise<FileHandle> {
    try {
      return await open(this.#pathOf(id), 'r');
    } catch (error) {
      throw isSystemError(error, 'ENOENT') ? new ContractError('file-gone') : error;
    }
  }

  /** One that is being written, with what there is of it already; a whole one is no longer whole. */
  async openPart(id: string): Promise<FileHandle> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await renameIfThere(this.#pathOf(id), this.#partOf(id));
    return open(this.#partOf(id), OPEN_OR_CREATE, 0o600);
  }

  /** It is whole from now on. All of it must be on the disk, and its handle closed. */
  async keepPart(id: string): Promise<void> {
    await renameFile(this.#partOf(id), this.#pathOf(id));
    await syncFolder(this.#folder);
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return [];
      throw error;
    }
  }

  #partOf(id: string): string {
    return `${this.#pathOf(id)}.part`;
  }

  #pathOf(id: string): string {
    if (FILE_NAME.exec(id)?.[1] !== id) throw new RangeError('no id of a sealed file');
    return join(this.#folder, id);
  }
}

/** One chunk of a sealed file, opened. @param sealed memory for it @throws DamagedError, also when the file is too short */
export async function readChunk(
  handle: FileHandle,
  file: Pick<SealedFile, 'key' | 'size'>,
  index: number,
  sealed: Buffer,
): Promise<Buffer> {
  const wanted = sealed.subarray(0, chunkLength(sealedSize(file.size), index));
  if ((await readWhole(handle, wanted, index * BLOB_CHUNK_SIZE)) < wanted.length)
    throw new DamagedError('file too short');
  return openChunkOf(file, index, wanted);
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await renameFile(from, to);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
}

/** Undefined when it has gone meanwhile. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
