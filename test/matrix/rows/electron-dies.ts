import { equal, match, ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { Row } from '../row.ts';
import { giveFolders, ordinaryUser, type Person } from '../support/people.ts';
import type { Place } from '../support/place.ts';
import { showsPage, task } from '../support/smoke.ts';

interface Case {
  name: string;
  /** what Electron does, as a shell script */
  electron: string;
  /** what the person must read */
  told: RegExp;
  /** whether it is started at all */
  isStarted: boolean;
  display?: string;
  asRoot?: true;
}

const dies =
  "echo '[1:1129/123456.789:FATAL:sandbox/linux/suid/client/setuid_sandbox_host.cc:166] The SUID sandbox helper binary was found, but is not configured correctly.' >&2; kill -TRAP $$";
const lacks =
  "echo 'electron: error while loading shared libraries: libnss3.so: cannot open shared object file' >&2; exit 127";

const cases: readonly Case[] = [
  { name: 'sandbox', electron: dies, display: ':99', told: /SIGTRAP[\s\S]*chrome-sandbox/, isStarted: true },
  { name: 'library', electron: lacks, display: ':99', told: /lacks the library libnss3\.so/, isStarted: true },
  { name: 'screen', electron: dies, told: /no display/, isStarted: false },
  { name: 'root', electron: dies, display: ':99', told: /root/, isStarted: false, asRoot: true },
];

export const electronDies: Row = {
  name: 'electron-dies',
  emulates: 'Electron that ends at once: closed user namespaces, a missing library; no display; root',
  holds:
    'npm start tells why and opens the browser instead; stopped, it ends with 0. When a window that was open dies, it does not',
  async run(place) {
    const user = await ordinaryUser(place);
    const checkout = await place.copyCheckout('linked');
    await giveFolders(place, checkout);
    const isRoot = process.getuid?.() === 0;
    for (const each of cases.filter(({ asRoot }) => isRoot || !asRoot)) {
      await opensBrowserInstead(place, checkout, each.asRoot ? [] : user, each);
    }
    await tellsOfLaterDeath(place, checkout, user);
  },
};

async function opensBrowserInstead(place: Place, checkout: string, person: Person, each: Case): Promise<void> {
  const { name, electron, told, isStarted, display } = each;
  const mark = path.join(place.folder, `started-${name}`);
  await installElectron(checkout, `echo > "${mark}"\n${electron}`);
  const opened = path.join(place.folder, `opened-${name}`);
  const bin = path.dirname(await place.writeScript(`bin-${name}/xdg-open`, `cat "$1" > "${opened}"`));

  const env = { PATH: `${bin}${path.delimiter}${place.path}`, DISPLAY: display };
  const data = path.join(place.folder, `data-${name}`);
  const program = place.start(task('start', '--data', data), { cwd: checkout, through: person, env });
  const [, url = ''] = await program.says(/^Client +(http:\S+)$/m);
  await program.says(/^Ctrl\+C/m);
  await showsPage(url);
  const { code, stdout, stderr } = await program.stop();
  match(stdout + stderr, told);
  equal(code, 0);
  equal(existsSync(mark), isStarted);
  // the page that leads on to the address, which is no argument
  if (display) ok((await readFile(opened, 'utf8')).includes(url));
}

/** A window that was open and crashes is not what the person wanted. */
async function tellsOfLaterDeath(place: Place, checkout: string, person: Person): Promise<void> {
  const go = path.join(place.folder, 'go');
  await installElectron(
    checkout,
    `echo 'miyu: window open'\nwhile [ ! -e "${go}" ]; do sleep 0.1; done\nkill -SEGV $$`,
  );
  const data = path.join(place.folder, 'data-later');
  const start = { cwd: checkout, through: person, env: { DISPLAY: ':99' } };
  const program = place.start(task('start', '--data', data), start);
  await program.says(/^Client +opened \(Electron\)$/m);
  await writeFile(go, '');
  const { code, stderr } = await program.ended;
  equal(code, 128 + 11);
  match(stderr, /SIGSEGV/);
}

/** A script in place of Electron's program, as its package finds it. */
async function installElectron(checkout: string, script: string): Promise<void> {
  const folder = path.join(checkout, 'node_modules/electron');
  for (const name of ['path.txt', 'dist']) await rm(path.join(folder, name), { recursive: true, force: true });
  await writeFile(path.join(folder, 'path.txt'), 'electron');
  await mkdir(path.join(folder, 'dist'));
  await writeFile(path.join(folder, 'dist/electron'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
