import { type FileHandle, open } from 'node:fs/promises';

/** An open file that closes when the last one has used it. */
class OpenFile {
  readonly #handle: FileHandle;
  readonly #uses = new Set<Promise<unknown>>();
  usedAt = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  get isIdle(): boolean {
    return this.#uses.size === 0;
  }

  async use<T>(work: (handle: FileHandle) => Promise<T>): Promise<T> {
    const using = work(this.#handle);
    this.#uses.add(using);
    try {
      return await using;
    } finally {
      this.#uses.delete(using);
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#uses);
    await this.#handle.close();
  }
}

const OPEN_AT_MOST = 128;
const CLOSE_AFTER_MS = 30_000;

/** Keeps files open between chunks, as opening one takes longer than writing a chunk. */
export class OpenFiles {
  /** the one used last comes last */
  readonly #files = new Map<string, Promise<OpenFile>>();
  readonly #now: () => number;

  /** @param now monotonic milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Does the work with the file; `flags` hold when it has to be opened. Rejects as `open` does. */
  async use<T>(path: string, flags: string | number, work: (handle: FileHandle) => Promise<T>): Promise<T> {
    const known = this.#files.get(path);
    if (!known) await this.#makeRoom();
    const opening = this.#files.get(path) ?? this.#open(path, flags);
    this.#files.delete(path);
    this.#files.set(path, opening);
    const file = await opening;
    file.usedAt = this.#now();
    return file.use(work);
  }

  /** Closes the file once nobody uses it. */
  async close(path: string): Promise<void> {
    const opening = this.#files.get(path);
    this.#files.delete(path);
    const [opened] = await Promise.allSettled([opening]);
    if (opened.status === 'fulfilled') await opened.value?.close();
  }

  /** Closes what was not used for a while. */
  async rest(): Promise<void> {
    const before = this.#now() - CLOSE_AFTER_MS;
    for (const [path, opening] of this.#files) {
      const file = await opening;
      if (file.usedAt < before && file.isIdle) await this.close(path);
    }
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#files.keys()].map((path) => this.close(path)));
  }

  async #makeRoom(): Promise<void> {
    const [oldest] = this.#files.keys();
    if (oldest !== undefined && this.#files.size >= OPEN_AT_MOST) await this.close(oldest);
  }

  #open(path: string, flags: string | number): Promise<OpenFile> {
    const opening = open(path, flags, 0o600).then((handle) => new OpenFile(handle));
    // one that cannot be opened is tried anew the next time
    opening.catch(() => {
      if (this.#files.get(path) === opening) this.#files.delete(path);
    });
    return opening;
  }
}
