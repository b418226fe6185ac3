import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { packagedName } from '../../../scripts/machine.mjs';
import { fromRoot } from '../../../scripts/root.mjs';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const isWindows = process.platform === 'win32';
const node = packagedName(process.platform, process.arch);
const foreignSystem = process.platform === 'darwin' ? 'win32' : 'darwin';

/** `native` is for this system only, `foreign` for another one; `foreign-part` is wanted by nobody but `foreign`. */
const packages = {
  sqlite3: { version: '1', dependencies: { 'prebuild-install': '1', 'node-gyp': '1' } },
  'prebuild-install': { version: '1' },
  'node-gyp': { version: '1' },
  native: { version: '1', optional: true, os: [process.platform], cpu: [process.arch] },
  [node]: { version: '1', optional: true, os: process.platform, cpu: process.arch },
};
const elsewhere = {
  foreign: { version: '1', optional: true, os: [foreignSystem], dependencies: { 'foreign-part': '1' } },
  'foreign-part': { version: '1', optional: true },
};
const project = {
  devDependencies: { sqlite3: '1' },
  optionalDependencies: { [node]: '1', native: '1', foreign: '1' },
};

/** What the fake of a program does: see fake-program.cjs. */
type Outcome = 'good' | 'bad' | 'fails';

export interface Call {
  name: string;
  args: string[];
  cwd: string;
  nodedir?: string;
  /** the path that programs are looked for on */
  programs: string;
}

interface Options {
  compiling?: Outcome;
  downloading?: Outcome;
  /** whether a compiler is on the path */
  compiler?: boolean;
  env?: NodeJS.ProcessEnv;
  /** what runs before the script, to make the machine another one */
  prelude?: string;
}

/** A copy of the scripts with fakes of all that they start, in a folder with a space and Chinese in its path. */
export class FakeCheckout {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** A fresh clone: nothing is installed yet. */
  static async create(): Promise<FakeCheckout> {
    const folder = await temporaryFolder();
    await chmod(folder, 0o755);
    const checkout = new FakeCheckout(path.join(folder, '空 格', 'miyu'));
    await cp(fromRoot('scripts'), checkout.file('scripts'), { recursive: true });
    await checkout.write('package.json', JSON.stringify(project));
    await checkout.write('package-lock.json', lockOf({ ...packages, ...elsewhere }, project));
    await checkout.write('src-server/main.ts', 'console.log("ran" as string, ...process.argv.slice(2));');
    for (const program of ['make', 'g++', 'python3']) await checkout.write(`compiler/${program}`, '');
    await checkout.#makeReady();
    return checkout;
  }

  /** What npm makes node_modules from. */
  async #makeReady(): Promise<void> {
    await this.write('ready/.package-lock.json', lockOf(packages));
    await this.write(
      'ready/sqlite3/index.js',
      `const native = require('node:fs').readFileSync(__dirname + '/build/Release/node_sqlite3.node', 'utf8');
       if (native === 'bad') throw new Error(['GLIBC_2.38', 'not', 'found'].join(' '));`,
    );
    for (const name of ['node-addon-api', 'tar']) await this.write(`ready/${name}/index.js`, '');
    await this.write(`ready/${node}/include/node/node_api.h`, '');
    await mkdir(this.file('ready', node, 'bin'));
    // a link to a file needs a right of its own on Windows
    if (isWindows) await copyFile(process.execPath, this.file('ready', node, 'bin', 'node.exe'));
    else await symlink(process.execPath, this.file('ready', node, 'bin', 'node'));
    const program = await readFile(path.join(import.meta.dirname, 'fake-program.cjs'), 'utf8');
    for (const file of ['npm/npm-cli.js', 'ready/node-gyp/bin/node-gyp.js', 'ready/prebuild-install/bin.js']) {
      await this.write(file, program);
    }
  }

  file(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }

  async write(name: string, content: string): Promise<void> {
    await mkdir(path.dirname(this.file(name)), { recursive: true });
    await writeFile(this.file(name), content);
  }

  /** Makes the packaged Node something that this system cannot run. */
  async breakNode(): Promise<void> {
    const program = this.file('ready', node, 'bin', isWindows ? 'node.exe' : 'node');
    await rm(program);
    await writeFile(program, 'not a program', { mode: 0o644 });
  }

  /** Brings the packages, as npm alone does it: all that this system needs but those that are named. */
  async install({ without = [] as string[] } = {}): Promise<void> {
    await cp(this.file('ready'), this.file('node_modules'), { recursive: true });
    const left = Object.entries(packages).filter(([name]) => !without.includes(name));
    await this.write('node_modules/.package-lock.json', lockOf(Object.fromEntries(left)));
    await this.write('node_modules/sqlite3/build/Release/node_sqlite3.node', 'good');
  }

  /** Starts the server's task. */
  async run({ compiling = 'good', downloading = 'good', compiler = true, env, prelude = '' }: Options = {}) {
    await rm(this.file('calls'), { force: true });
    const child = spawn(
      process.execPath,
      [
        '--import',
        `data:text/javascript,${encodeURIComponent(prelude)}`,
        this.file('scripts/run.mjs'),
        'server',
        'x y',
      ],
      {
        env: {
          PATH: compiler ? this.file('compiler') : '',
          npm_execpath: this.file('npm/npm-cli.js'),
          FAKE_ROOT: this.folder,
          'FAKE_node-gyp': compiling,
          'FAKE_prebuild-install': downloading,
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { code, stdout, stderr, calls: await this.#calls() };
  }

  async #calls(): Promise<Call[]> {
    if (!existsSync(this.file('calls'))) return [];
    const lines = (await readFile(this.file('calls'), 'utf8')).trim().split('\n');
    return lines.map((line) => JSON.parse(line));
  }
}

/** A lock, as npm writes it, of packages that all lie side by side. */
function lockOf(entries: object, root?: object): string {
  const places = Object.entries(entries).map(([name, entry]) => [`node_modules/${name}`, entry]);
  return JSON.stringify({ packages: { ...(root ? { '': root } : {}), ...Object.fromEntries(places) } });
}
