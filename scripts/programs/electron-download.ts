import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

const mebibyte = 1024 * 1024;

interface Download {
  /** Electron's package */
  folder: string;
  /** ends it */
  signal: AbortSignal;
  env?: NodeJS.ProcessEnv;
  /** how long nothing may come, in milliseconds */
  stallMs?: number;
  /** milliseconds between two looks at what has been downloaded */
  lookMs?: number;
  /** monotonic milliseconds */
  now?: () => number;
}

/**
 * Has Electron's package fetch its program, and tells how far that has come. It may take as long as it likes while
 * something comes. Resolves with what went wrong, or undefined when nothing did.
 */
export async function fetchElectron(download: Download): Promise<string | undefined> {
  const {
    folder,
    signal,
    env = process.env,
    stallMs = 60_000,
    lookMs = 1_000,
    now = () => performance.now(),
  } = download;
  console.log('Fetching Electron (about 110 MB, once) …');
  const temporary = await mkdtemp(path.join(tmpdir(), 'miyu-electron-'));
  const child = spawn(process.execPath, [path.join(folder, 'install.js')], {
    env: { ...downloadEnvironment(env), TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => child.kill();
  signal.addEventListener('abort', kill);
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const progress = new Progress([temporary, path.join(folder, 'dist')], stallMs, now);
  const timer = setInterval(() => void progress.look().then(() => progress.isStalled && kill()), lookMs);
  const [code] = await once(child, 'close');
  clearInterval(timer);
  signal.removeEventListener('abort', kill);
  await rm(temporary, { recursive: true, force: true });
  if (code === 0) return undefined;
  return progress.isStalled ? `nothing came for ${stallMs / 1000} seconds` : firstError(output);
}

/** The package asks a proxy only when it is told to. */
export function downloadEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const hasProxy = Boolean(env.HTTPS_PROXY || env.https_proxy);
  return hasProxy ? { ELECTRON_GET_USE_PROXY: '1', ...env } : env;
}

/** What has come so far: the package itself tells nothing, but writes a file, and then unpacks it. */
class Progress {
  readonly #folders: string[];
  readonly #stallMs: number;
  readonly #now: () => number;
  #bytes = 0;
  #told = 0;
  #changed: number;

  constructor(folders: string[], stallMs: number, now: () => number) {
    this.#folders = folders;
    this.#stallMs = stallMs;
    this.#now = now;
    this.#changed = now();
  }

  get isStalled(): boolean {
    return this.#now() - this.#changed > this.#stallMs;
  }

  async look(): Promise<void> {
    const sizes = await Promise.all(this.#folders.map(sizeOf));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    if (bytes === this.#bytes) return;
    this.#bytes = bytes;
    this.#changed = this.#now();
    const tens = Math.floor(bytes / mebibyte / 10);
    if (tens > this.#told) console.log(`  ${tens * 10} MB`);
    this.#told = Math.max(tens, this.#told);
  }
}

/** Of all files in a folder; one that has gone meanwhile, like a folder that is not there, counts nothing. */
async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(nothingIfGone<string[]>([]));
  const sizes = await Promise.all(
    names.map((name) => stat(path.join(folder, name)).then(({ size }) => size, nothingIfGone(0))),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function nothingIfGone<T>(nothing: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    // Windows refuses to look at a file that is being deleted or scanned.
    if (error.code === undefined) throw error;
    return nothing;
  };
}

function firstError(output: string): string {
  const line = output.split('\n').find((text) => text.includes('Error'));
  return (line ?? output).trim();
}
