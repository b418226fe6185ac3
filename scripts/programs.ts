import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { findFreePort, isListening } from './free-port.ts';
import { clientFlags, leanEnvironment, serverFlags } from './node-flags.mjs';
import { fromRoot } from './root.mjs';

/** Server and clients that we started and that end with us. */
const children = new Set<ChildProcess>();

export interface LocalServer {
  /** the invitation link */
  link: string;
  port: number;
  /** false: it was running before */
  started: boolean;
}

/** Starts the server of a data folder on this machine only, or finds the one that runs there already. */
export async function ensureServer(folder: string, firstPort: number): Promise<LocalServer> {
  const noteFile = path.join(folder, 'running.json');
  const running = await readRunning(noteFile);
  if (running) return running;

  const port = await findFreePort(firstPort);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const logFile = path.join(folder, 'server.log');
  const child = start(
    process.execPath,
    [
      ...serverFlags,
      fromRoot('src-server/main.ts'),
      '--data',
      folder,
      '--listen',
      '127.0.0.1',
      '--port',
      String(port),
      '--log-file',
      logFile,
    ],
    openSync(path.join(folder, 'server.err'), 'w'),
  );
  const link = await lineOf(child, /^miyu:\/\/\S+$/, 'the server');
  writeFileSync(noteFile, JSON.stringify({ link, port }));
  child.once('exit', () => rmSync(noteFile, { force: true }));
  return { link, port, started: true };
}

async function readRunning(noteFile: string): Promise<LocalServer | undefined> {
  if (!existsSync(noteFile)) return undefined;
  const { link, port } = JSON.parse(readFileSync(noteFile, 'utf8'));
  return (await isListening(port)) ? { link, port, started: false } : undefined;
}

/** Starts Miyu in the browser on a folder of its own. Resolves with its address, which works once. */
export async function startWebClient(folder: string, link: string, open: boolean): Promise<string> {
  const args = ['--folder', folder, '--server', link, open ? '--open' : '--no-open'];
  const child = start(process.execPath, [...clientFlags, fromRoot('src-main/web/main.ts'), ...args], 'inherit');
  return lineOf(child, /^http:\/\/\S+$/, 'the client');
}

/** Starts the Electron client on a folder of its own. */
export function startElectronClient(program: string, folder: string, link: string): ChildProcess {
  return start(program, [fromRoot(), `--folder=${folder}`, `--server=${link}`], 'inherit');
}

/** Ends what was started, clients first, and waits for it. */
async function stopAll(): Promise<void> {
  for (const child of [...children].reverse()) {
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  }
}

// A signal may come twice, from the terminal and from npm: the handlers stay.
const ended = Promise.withResolvers<void>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.resolve());

/** Starts programs, then waits until the person ends this one or any of them has ended, and ends all that is left. */
export async function runUntilStopped(startPrograms: () => Promise<void>): Promise<void> {
  try {
    await startPrograms();
    console.log('Ctrl+C stops what was started here.');
    await ended.promise;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
  await stopAll();
}

function start(program: string, args: string[], stderr: number | 'inherit'): ChildProcess {
  // A group of its own keeps Ctrl+C from it: the order in which all of them end is ours to choose.
  const detached = process.platform !== 'win32';
  const env = { ...process.env, ...leanEnvironment };
  const child = spawn(program, args, { cwd: fromRoot(), env, stdio: ['ignore', 'pipe', stderr], detached });
  children.add(child);
  child.once('exit', () => {
    children.delete(child);
    ended.resolve();
  });
  return child;
}

/** The first line of a program's output that looks like that; rejects when it ends before. */
function lineOf(child: ChildProcess, pattern: RegExp, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Cannot start ${name} (exit code ${code}).`)));
    if (!child.stdout) return;
    createInterface(child.stdout).on('line', (line) => {
      if (pattern.test(line.trim())) resolve(line.trim());
    });
  });
}
