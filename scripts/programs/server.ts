import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { serverFlags } from '../node-flags.mjs';
import { fromRoot } from '../root.mjs';
import { nodeEnvironment } from './environment.ts';
import { findFreePort } from './free-port.ts';
import { lineOf } from './line-of.ts';
import type { Programs } from './programs.ts';
import { findRunning, type Note, writeNote } from './running-note.ts';

export interface LocalServer {
  /** the invitation link */
  link: string;
  port: number;
  /** false: it was running before */
  started: boolean;
}

/** Starts the server of a data folder on this machine only, or finds the one that runs there already. */
export async function ensureServer(programs: Programs, folder: string, firstPort: number): Promise<LocalServer> {
  orSayWhatToDo(() => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  const noteFile = path.join(folder, 'running.json');
  const running = await findRunning(noteFile);
  if (running) return { ...running, started: false };

  const { link, port } = await startOnFreePort(programs, folder, firstPort, () => rmSync(noteFile, { force: true }));
  await writeNote(noteFile, { link, port });
  return { link, port, started: true };
}

/** The folder may be one that the person may not write to, as in somebody else's copy of the project. */
function orSayWhatToDo<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}\nThe data can be kept in another folder: npm start -- --data DIR`);
  }
}

/** Somebody else may take a port between our look and our server's: then the next one is tried. */
async function startOnFreePort(programs: Programs, folder: string, first: number, onEnd: () => void): Promise<Note> {
  const port = await findFreePort(first);
  try {
    return { link: await startServer(programs, folder, port, onEnd), port };
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('EADDRINUSE'))) throw error;
    return startOnFreePort(programs, folder, port + 1, onEnd);
  }
}

async function startServer(programs: Programs, folder: string, port: number, onEnd: () => void): Promise<string> {
  const place = ['--data', folder, '--listen', '127.0.0.1', '--port', String(port)];
  const args = [
    ...serverFlags,
    fromRoot('src-server/main.ts'),
    ...place,
    '--log-file',
    path.join(folder, 'server.log'),
  ];
  const errors = path.join(folder, 'server.err');
  const child = programs.start(process.execPath, args, {
    stderr: orSayWhatToDo(() => openSync(errors, 'w')),
    env: nodeEnvironment(),
    understandsStop: true,
  });
  child.once('exit', onEnd);
  const link = await lineOf(child, /^miyu:\/\/\S+$/, 'the server').catch((error: Error) => {
    throw new Error(`${error.message}\n${readFileSync(errors, 'utf8').trim()}`);
  });
  programs.endWith(child, 'The server');
  return link;
}
