import { match } from 'node:assert/strict';
import path from 'node:path';
import type { Row } from '../row.ts';
import { firstOf, needsCompiler, needsPrograms } from '../support/machine.ts';
import { giveAll, ordinaryUser } from '../support/people.ts';
import { Skip } from '../support/place.ts';
import { showsPage } from '../support/smoke.ts';

export const fresh: Row = {
  name: 'fresh',
  emulates: "a clean clone by an ordinary user with an empty home, where Electron's program cannot be fetched",
  holds: 'npm start installs, compiles, builds, and opens the client in the browser; Ctrl+C ends all of it',
  missing: () => firstOf(needsCompiler(), needsPrograms('npm', 'git')),
  async run(place) {
    const through = await ordinaryUser(place);
    const works = await place.run(['sh', '-c', 'node --version && npm --version'], { cwd: place.folder, through });
    if (works.code !== 0) throw new Skip(`another user cannot run node and npm: ${works.stderr.slice(0, 200)}`);

    const checkout = path.join(place.folder, '空格 目录', 'miyu');
    await place.succeeds(['git', 'clone', '-q', '--no-hardlinks', place.checkout, checkout]);
    await giveAll(place, path.join(place.folder, '空格 目录'));
    const env = { CFLAGS: '-O0', JOBS: 'max', DISPLAY: ':99', PATH: `${path.join(place.folder, 'bin')}:${place.path}` };
    await place.writeScript('bin/xdg-open', 'echo "$1" > "$HOME/opened"');
    const program = place.start(['npm', 'start'], { cwd: checkout, through, env });
    const [, url = ''] = await program.says(/^Client +(http:\S+)$/m);
    await program.says(/^Ctrl\+C/m);
    await showsPage(url);
    const { stdout } = await program.pressCtrlC();
    match(stdout, /Electron could not be fetched/);
  },
};
