import { constants } from 'node:fs';
import { type FileHandle, mkdir, opendir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BLOB_CHUNK_SIZE, BlobId, removeFile, syncFolder } from '../../protocol/index.ts';
import { OpenFiles } from './open-files.ts';
import { type BlobStore, MissingBytesError, StoreFullError } from './store.ts';
import { Turns } from './turns.ts';

/** Node has four threads for files and for the database together: messages are not to wait until files leave them one. */
const AT_ONCE = 2;
const OPEN_OR_CREATE = constants.O_RDWR | constants.O_CREAT;
const FILE_NAME = /^[0-9a-f]{32}$/;
const FOLDER_NAME = /^[0-9a-f]{2}$/;

/** Blobs as files: `ab/ab…` in hexadecimal, named after the number that the server has given them. */
export class FolderStore implements BlobStore {
  readonly #folder: string;
  readonly #files: OpenFiles;
  readonly #turns = new Turns(AT_ONCE);

  private constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#files = new OpenFiles(now);
  }

  /** Makes the folder when there is none. @param now monotonic milliseconds */
  static async open(folder: string, now: () => number): Promise<FolderStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await syncFolder(dirname(folder));
    return new FolderStore(folder, now);
  }

  async write(blob: BlobId, index: number, data: Uint8Array): Promise<void> {
    const path = this.#pathOf(blob);
    const write = (file: FileHandle) => writeAll(file, data, index * BLOB_CHUNK_SIZE);
    try {
      await this.#turns.take(() => this.#useOrCreate(path, write));
    } catch (error) {
      throw isCode(error, 'ENOSPC', 'EDQUOT', 'EFBIG') ? new StoreFullError('no space left for blobs') : error;
    }
  }

  sync(blob: BlobId): Promise<void> {
    return this.#use(blob, (file) => file.datasync());
  }

  async commit(blob: BlobId, size: number): Promise<void> {
    await this.#use(blob, async (file) => {
      if ((await file.stat()).size !== size) throw new MissingBytesError('a blob of another size');
      await file.sync();
    });
    await syncFolder(dirname(this.#pathOf(blob)));
    await syncFolder(this.#folder);
  }

  read(blob: BlobId, index: number, target: Buffer): Promise<void> {
    return this.#use(blob, (file) => readAll(file, target, index * BLOB_CHUNK_SIZE));
  }

  async extent(blob: BlobId): Promise<number> {
    try {
      return (await stat(this.#pathOf(blob))).size;
    } catch (error) {
      if (isCode(error, 'ENOENT')) return 0;
      throw error;
    }
  }

  async remove(blob: BlobId): Promise<void> {
    const path = this.#pathOf(blob);
    await this.#files.close(path);
    await removeFile(path);
  }

  async *list(): AsyncGenerator<BlobId> {
    const failures: unknown[] = [];
    for await (const shard of await opendir(this.#folder)) {
      if (!shard.isDirectory() || !FOLDER_NAME.test(shard.name)) continue;
      try {
        yield* this.#listShard(shard.name);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  rest(): Promise<void> {
    return this.#files.rest();
  }

  close(): Promise<void> {
    return this.#files.closeAll();
  }

  async *#listShard(shard: string): AsyncGenerator<BlobId> {
    for await (const { name } of await opendir(join(this.#folder, shard))) {
      // what others have put there is theirs
      if (FILE_NAME.test(name)) yield BlobId.parse(Buffer.from(name, 'hex').toString('base64url'));
    }
  }

  #pathOf(blob: BlobId): string {
    const name = Buffer.from(blob, 'base64url').toString('hex');
    return join(this.#folder, name.slice(0, 2), name);
  }

  async #use<T>(blob: BlobId, work: (file: FileHandle) => Promise<T>): Promise<T> {
    try {
      return await this.#turns.take(() => this.#files.use(this.#pathOf(blob), 'r+', work));
    } catch (error) {
      throw isCode(error, 'ENOENT') ? new MissingBytesError('the file of a blob is gone') : error;
    }
  }

  async #useOrCreate<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
    try {
      return await this.#files.use(path, OPEN_OR_CREATE, work);
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw error;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      return this.#files.use(path, OPEN_OR_CREATE, work);
    }
  }
}

/** One call may write a part only, when the disk is almost full. */
async function writeAll(file: FileHandle, data: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < data.length; ) {
    const { bytesWritten } = await file.write(data, done, data.length - done, position + done);
    done += bytesWritten;
  }
}

async function readAll(file: FileHandle, target: Buffer, position: number): Promise<void> {
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await file.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) throw new MissingBytesError('the file of a blob is too short');
    done += bytesRead;
  }
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
