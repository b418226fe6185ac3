import { openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { makePrivateFolder } from '../../protocol/system/index.ts';
import { serverFlags } from '../node-flags.mjs';
import { fromRoot } from '../root.mjs';
import { nodeEnvironment } from './environment.ts';
import { findFreePort } from './free-port.ts';
import { lineOf } from './line-of.ts';
import type { Programs } from './programs.ts';
import { findRunning, type Note, writeNote } from './running-note.ts';

const NOTE = 'running.json';

export interface LocalServer {
  /** the invitation link */
  link: string;
  port: number;
  /** false: it was running before */
  started: boolean;
}

/**
 * Starts the server of a data folder on this machine only, or finds the one that runs there already.
 * @param firstPort it gets the first free port from there on
 */
export async function ensureServer(
  programs: Programs,
  folder: string,
  firstPort: number,
  findPort: (first: number) => Promise<number> = findFreePort,
): Promise<LocalServer> {
  await orSayWhatToDo(() => makePrivateFolder(folder, console.error));
  const noteFile = path.join(folder, NOTE);
  const running = await findRunning(noteFile);
  if (running) return { ...running, started: false };

  const note = await startOnFreePort(programs, folder, firstPort, findPort);
  await writeNote(noteFile, note);
  return { ...note, started: true };
}

/** Another program may take a port between our look and our server's start: then the next one is tried. */
async function startOnFreePort(
  programs: Programs,
  folder: string,
  firstPort: number,
  findPort: (first: number) => Promise<number>,
): Promise<Note> {
  const port = await findPort(firstPort);
  try {
    return { port, link: await startServer(programs, folder, port) };
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('EADDRINUSE'))) throw error;
    return startOnFreePort(programs, folder, port + 1, findPort);
  }
}

/** The folder may be one that the person may not write to, as in somebody else's copy of the project. */
async function orSayWhatToDo<T>(write: () => T | Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}\nThe data can be kept in another folder: npm start -- --data DIR`);
  }
}

async function startServer(programs: Programs, folder: string, port: number): Promise<string> {
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
    stderr: await orSayWhatToDo(() => openSync(errors, 'w')),
    env: nodeEnvironment(),
    understandsStop: true,
  });
  const link = await lineOf(child, /^miyu:\/\/\S+$/, 'the server').catch((error: Error) => {
    throw new Error(`${error.message}\n${readFileSync(errors, 'utf8').trim()}`);
  });
  // Not before: a server that was refused would take the note of the one that runs.
  child.once('exit', () => rmSync(path.join(folder, NOTE), { force: true }));
  programs.endWith(child, 'The server');
  return link;
}
