import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError, isSystemError, isSystemFailure, readWhole } from '../transfers/disk.ts';
import { numberedName, safeName } from './file-name.ts';
import { partOf, wholeOf } from './part-name.ts';
import { takeName } from './take-name.ts';

/** Windows asks before it starts what has this beside it, and opens documents in a view that runs nothing. */
const FROM_ELSEWHERE = { stream: 'Zone.Identifier', content: '[ZoneTransfer]\r\nZoneId=3\r\n' };

export interface FileContent {
  /** bytes */
  size: number;
  /** SHA-256 */
  digest: Uint8Array;
}

/** Where received files are put, for the person and other programs to use. Nothing that is there is ever written over. */
export class ReceivedFolder {
  readonly path: string;
  readonly #removeLater: (path: string) => void;
  readonly #platform: NodeJS.Platform;

  /** @param removeLater takes what cannot be deleted now: on Windows another program may have it open */
  constructor(path: string, removeLater: (path: string) => void, platform = process.platform) {
    this.path = path;
    this.#removeLater = removeLater;
    this.#platform = platform;
  }

  /** Makes the folder where it is not there yet: what is in it is nobody else's on this machine. */
  async create(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
  }

  /**
   * Makes an empty file in which one that is called so can grow, beside where it will be.
   * @returns its path
   * @throws ContractError `disk-full`; what the system says
   */
  async begin(name: string): Promise<string> {
    return this.#firstFree(safeName(name), async (free) => {
      // while there is a file of that name, the part would stand beside a stranger
      if (await isThere(join(this.path, free))) return undefined;
      return this.#make(partOf(free));
    });
  }

  /** What has grown there is whole: gives it its name, or the next that is free. @returns its path */
  async finish(part: string, name: string): Promise<string> {
    await this.create();
    const finished = await this.#firstFree(safeName(name), async (free) => {
      const path = join(this.path, free);
      return (await takeName(part, path)) ? path : undefined;
    });
    await this.discard(part);
    await this.#mark(finished);
    return finished;
  }

  /**
   * The file that an earlier run finished, if it ended before it told of it.
   * @param part what it grew in; while that is there, nothing was finished
   * @returns its path; undefined when there is none with that content
   * @throws AbortError
   */
  async findFinished(part: string, content: FileContent, signal: AbortSignal): Promise<string | undefined> {
    const path = wholeOf(part);
    if ((await isThere(part)) || !(await holds(path, content, signal))) return undefined;
    await this.#mark(path);
    return path;
  }

  /** Harmless when there is none. */
  async discard(part: string): Promise<void> {
    try {
      await rm(part, { force: true });
    } catch (error) {
      if (!isSystemFailure(error)) throw error;
      this.#removeLater(part);
    }
  }

  /** Puts a file there, whole or not at all. @returns its path */
  async write(name: string, content: AsyncIterable<Uint8Array>): Promise<string> {
    const part = await this.begin(name);
    try {
      await writeAll(part, content);
      return await this.finish(part, name);
    } catch (error) {
      await this.discard(part);
      throw diskError(error);
    }
  }

  async #mark(path: string): Promise<void> {
    if (this.#platform === 'win32') await markFromElsewhere(path);
  }

  async #firstFree(name: string, take: (name: string) => Promise<string | undefined>): Promise<string> {
    for (let number = 1; ; number++) {
      const taken = await take(number === 1 ? name : numberedName(name, number));
      if (taken !== undefined) return taken;
    }
  }

  async #make(name: string): Promise<string | undefined> {
    const path = join(this.path, name);
    try {
      await this.create();
      await (await open(path, 'wx', 0o600)).close();
      return path;
    } catch (error) {
      if (isSystemError(error, 'EEXIST')) return undefined;
      throw diskError(error);
    }
  }
}

async function markFromElsewhere(path: string): Promise<void> {
  const { stream, content } = FROM_ELSEWHERE;
  try {
    await writeFile(`${path}:${stream}`, content);
  } catch (error) {
    // disks that are not NTFS keep no marks, and say so in many ways
    if (!isSystemFailure(error)) throw error;
  }
}

/** The first bytes of a file. @throws what the system says */
export async function headOfFile(path: string, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, await readWhole(file, head, 0));
  } finally {
    await file.close();
  }
}

/** Bytes of the file; undefined when there is none. */
export async function sizeOfFile(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function holds(path: string, { size, digest }: FileContent, signal: AbortSignal): Promise<boolean> {
  try {
    if ((await sizeOfFile(path)) !== size) return false;
    const hash = createHash('sha256');
    for await (const piece of createReadStream(path, { signal })) hash.update(piece);
    return hash.digest().equals(digest);
  } catch (error) {
    if (isSystemFailure(error)) return false;
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await sizeOfFile(path)) !== undefined;
}

async function writeAll(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
