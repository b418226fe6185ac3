import { equal, match } from 'node:assert/strict';
import path from 'node:path';
import type { Place, Start } from './place.ts';
import type { Program } from './program.ts';

/** `npm run TASK` without npm. */
export function task(name: string, ...args: string[]): string[] {
  return ['node', 'scripts/run.mjs', name, ...args];
}

/** A link of a server, as it prints it. */
export const invitation = /^miyu:\/\/\S+$/m;

/**
 * A server, an account on it, its state, an orderly end; and nothing on standard error, where people look for trouble.
 * `listen`: the server's arguments for where it listens
 */
export async function talksToServer(
  place: Place,
  start: Start = {},
  listen = ['--listen', '127.0.0.1'],
): Promise<void> {
  const data = path.join(place.folder, 'server');
  const log = path.join(place.folder, 'server.log');
  const line = task('server', '--data', data, ...listen, '--port', '0', '--log-file', log);
  const server = place.start(line, start);
  const [link] = await server.says(invitation);

  const profile = path.join(place.folder, 'profile');
  const cli = (...args: string[]) =>
    place.succeeds(task('cli', '--profile', profile, '--json', ...args), withPassword(start));
  const registered = await cli('register', 'bot', 'bot@example.org', '--server', link);
  equal(registered.stderr, '');
  const status = await cli('status');
  equal(status.stderr, '');
  equal(JSON.parse(status.stdout).profile.name, 'bot');
  await endsInOrder(server);
}

/** `npm start` without a window: a server, and a page that answers at the address that it prints; then an orderly end. */
export async function startsInBrowser(place: Place, start: Start = {}, args: readonly string[] = []): Promise<void> {
  const data = path.join(place.folder, 'data');
  const program = place.start(task('start', '--no-open', '--data', data, ...args), start);
  const [, url = ''] = await program.says(/^Client +(http:\S+)$/m);
  await showsPage(url);
  await endsInOrder(program);
}

/** The client's page is behind that address. */
export async function showsPage(url: string): Promise<void> {
  const answer = await fetch(url);
  equal(answer.status, 200);
  match(await answer.text(), /<div id="root">/);
}

/** Ends at SIGTERM with exit code 0, and has said nothing on standard error until then. */
export async function endsInOrder(program: Program): Promise<void> {
  const { code, stderr } = await program.stop();
  equal(code, 0);
  equal(stderr, '');
}

function withPassword(start: Start): Start {
  return { ...start, env: { ...start.env, MIYU_PASSWORD: 'of-the-matrix-2026' } };
}
