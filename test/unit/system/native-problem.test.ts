import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { endingSignals, nativeProblem } from '../../../protocol/system/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function loadError(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_DLOPEN_FAILED' });
}

describe('native code that does not load', () => {
  const glibc = "/lib/x86_64-linux-gnu/libm.so.6: version `GLIBC_2.38' not found (required by /a/node_sqlite3.node)";

  it.each([
    ['as the loader says it', loadError(`${glibc}\nand more`), glibc],
    [
      'below what a package says',
      new Error('Cannot find native binding. npm has a bug', {
        cause: new Error('Cannot find module', { cause: loadError(glibc) }),
      }),
      glibc,
    ],
    ['among several', new AggregateError([new Error('one'), loadError(glibc)], 'all failed'), glibc],
    [
      'by a package alone',
      new Error('No native build was found for platform=linux arch=arm\n    loaded from: /a'),
      'No native build was found for platform=linux arch=arm',
    ],
  ])('is told %s', (_, error, told) => expect(nativeProblem(error)).toBe(told));

  it.each([[new Error('EACCES')], [new TypeError('x is not a function')], ['text'], [undefined]])(
    'is not seen in %s',
    (error) => expect(nativeProblem(error)).toBeUndefined(),
  );
});

/** Runs a program on a machine that cannot load that package. */
async function runWithout(packageName: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const folder = await temporaryFolder();
  const broken = path.join(folder, 'broken.node');
  await writeFile(broken, 'no machine runs this');
  const hook = path.join(folder, 'hook.mjs');
  await writeFile(
    hook,
    `import { registerHooks } from 'node:module';
     registerHooks({ resolve(specifier, context, next) {
       if (specifier === ${JSON.stringify(packageName)}) process.dlopen({ exports: {} }, ${JSON.stringify(broken)});
       return next(specifier, context);
     } });`,
  );
  const main = fileURLToPath(new URL(`../../../${program}`, import.meta.url));
  return spawnSync(process.execPath, ['--import', pathToFileURL(hook).href, main, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}

describe('a program on a machine that cannot load a package of its own', () => {
  it.each([
    [{ LC_ALL: 'en_US.UTF-8' }, 'Miyu cannot run on this computer'],
    [{ LC_ALL: 'zh_CN.UTF-8' }, '密语无法在这台电脑上运行'],
  ])('says so in one line: the command line with %j', async (env, words) => {
    const profile = await temporaryFolder();
    const args = ['--profile', profile, 'status'];
    const { status, stdout, stderr } = await runWithout('@node-rs/argon2', 'src-main/cli/main.ts', args, env);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(words)]);
    expect(stderr).toContain('broken.node');
  });
});

it.each([
  ['the server', 'sqlite3', 'src-server/main.ts', 'miyu-server: This machine cannot run it'],
  ['the server', '@signalapp/libsignal-client', 'src-server/main.ts', 'miyu-server: This machine cannot run it'],
  ['the web host', '@signalapp/sqlcipher', 'src-main/web/main.ts', 'Miyu cannot run on this computer'],
])('%s says so in one line without %s', async (_, packageName, program, words) => {
  const { status, stdout, stderr } = await runWithout(packageName, program, [], {});
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(words)]);
});

describe('what asks a program to end', () => {
  it.each([
    ['linux', ['SIGINT', 'SIGTERM']],
    ['darwin', ['SIGINT', 'SIGTERM']],
    ['win32', ['SIGINT', 'SIGBREAK', 'SIGHUP']],
  ] as const)('is, on %s, %j', (platform, signals) => expect(endingSignals(platform)).toEqual(signals));
});
