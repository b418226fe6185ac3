import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { copyCheckout, type Modules } from './checkout.ts';
import { systemPath } from './machine.ts';
import { MARK } from './processes.ts';
import { type Ended, Program } from './program.ts';
import type { Runtimes } from './runtimes.ts';

/** What all rows share. */
export interface Shared {
  /** A copy of the project with its packages and a built client. No row may change it. */
  checkout: string;
  /** Other runtimes, where a row uses them. Rejects with a `Skip` where they cannot be installed. */
  runtimes: Promise<Runtimes> | undefined;
  /** aborted when the matrix is interrupted: no program starts any more */
  interrupted: AbortSignal;
}

/** How a program of a row is started. */
export interface Start {
  cwd?: string;
  /** added to the environment; undefined takes a variable away */
  env?: NodeJS.ProcessEnv;
  /** a program and arguments that start it in other surroundings: another user, another network */
  through?: readonly string[];
}

/** This machine cannot run the row, which turned out on the way. */
export class Skip extends Error {}

/** A folder, an environment and programs for one row. All of it is gone when the row has ended. */
export class Place {
  readonly folder: string;
  readonly home: string;
  readonly shared: Shared;
  readonly transcript: string[] = [];
  readonly #mark: string;

  private constructor(folder: string, mark: string, shared: Shared) {
    this.folder = folder;
    this.home = path.join(folder, 'home');
    this.shared = shared;
    this.#mark = mark;
  }

  static async make(folder: string, mark: string, shared: Shared): Promise<Place> {
    const place = new Place(folder, mark, shared);
    await mkdir(place.home, { recursive: true });
    return place;
  }

  /** The shared checkout. */
  get checkout(): string {
    return this.shared.checkout;
  }

  /** The folders in which this machine's programs are. */
  get path(): string {
    return systemPath().join(path.delimiter);
  }

  /** Other runtimes; the row says that it uses them. */
  async runtimes(): Promise<Runtimes> {
    if (!this.shared.runtimes) throw new Error('the row does not say that it uses other runtimes');
    return this.shared.runtimes;
  }

  /** A checkout of the row's own, in a path with a space and Chinese. */
  async copyCheckout(modules: Modules): Promise<string> {
    const copy = path.join(this.folder, '空格 目录', 'miyu');
    await copyCheckout(this.checkout, copy, modules);
    return copy;
  }

  /** Writes a program that is a shell script. @returns its path */
  async writeScript(name: string, text: string): Promise<string> {
    const file = path.join(this.folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return file;
  }

  start(line: readonly string[], { cwd = this.checkout, env = {}, through = [] }: Start = {}): Program {
    this.shared.interrupted.throwIfAborted();
    return new Program([...through, ...line], {
      cwd,
      env: { ...this.#environment(), ...env },
      transcript: this.transcript,
    });
  }

  /** Runs a program to its end. */
  run(line: readonly string[], start: Start = {}): Promise<Ended> {
    return this.start(line, start).ended;
  }

  /** Runs a program to its end. Rejects when that is not exit code 0. */
  async succeeds(line: readonly string[], start: Start = {}): Promise<Ended> {
    const ended = await this.run(line, start);
    if (ended.code !== 0) throw new Error(`${line.join(' ')} ended with ${ended.signal ?? ended.code}`);
    return ended;
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      ...inherited(),
      PATH: this.path,
      HOME: this.home,
      LANG: 'C.UTF-8',
      // No row fetches Electron, whatever this machine could reach: nobody answers at that port.
      ELECTRON_MIRROR: 'http://127.0.0.1:9/',
      [MARK]: this.#mark,
    };
  }
}

/** What npm is told about the network by variables. */
const npmNetwork = /^npm_config_(registry|proxy|https_proxy|noproxy|ca|cafile|strict_ssl)$/;
/** What others have set for themselves, and what rows set. */
const others = /^(npm_|NODE|MIYU_|ELECTRON|LANG|LC_|XDG_|INIT_CWD$|DISPLAY$|WAYLAND_DISPLAY$|VITEST)/i;
const kept = /^NODE_EXTRA_CA_CERTS$/;

function inherited(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter(([name]) => npmNetwork.test(name) || kept.test(name) || !others.test(name)));
}
