import { link, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError, isSystemError, readWhole } from '../transfers/disk.ts';
import { numberedName, safeName } from './file-name.ts';

const PART = '.part';
/** Windows asks before it starts what has this beside it, and opens documents in a view that runs nothing. */
const FROM_ELSEWHERE = { stream: 'Zone.Identifier', content: '[ZoneTransfer]\r\nZoneId=3\r\n' };

/** Where received files are put, for the person and other programs to use. Nothing that is there is ever written over. */
export class ReceivedFolder {
  readonly path: string;
  readonly #platform: NodeJS.Platform;

  constructor(path: string, platform = process.platform) {
    this.path = path;
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
      return this.#make(`${free}${PART}`);
    });
  }

  /** What has grown there is whole: gives it its name, or the next that is free. @returns its path */
  async finish(part: string, name: string): Promise<string> {
    await this.create();
    const finished = await this.#firstFree(safeName(name), async (free) => {
      const path = join(this.path, free);
      return (await renameToFree(part, path)) ? path : undefined;
    });
    if (this.#platform === 'win32') await markFromElsewhere(finished);
    return finished;
  }

  /** Puts a file there, whole or not at all. @returns its path */
  async write(name: string, content: AsyncIterable<Uint8Array>): Promise<string> {
    const part = await this.begin(name);
    try {
      await writeAll(part, content);
      return await this.finish(part, name);
    } catch (error) {
      await rm(part, { force: true });
      throw diskError(error);
    }
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
    if (!(error instanceof Error && 'syscall' in error)) throw error;
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

async function isThere(path: string): Promise<boolean> {
  return (await sizeOfFile(path)) !== undefined;
}

/** False when the name is taken. A link is made only where there is nothing; where the disk knows no links, a name is reserved first. */
async function renameToFree(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    await rm(from);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    if (isSystemError(error, 'ENOENT')) throw error;
    return reserveAndRename(from, to);
  }
}

async function reserveAndRename(from: string, to: string): Promise<boolean> {
  try {
    await (await open(to, 'wx', 0o600)).close();
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
  await rename(from, to);
  return true;
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
