import { match } from 'node:assert/strict';
import type { Row } from '../row.ts';
import { giveFolders, ordinaryUser, withUmask } from '../support/people.ts';
import { task } from '../support/smoke.ts';

/** What touches the system: modes, homes, names, temporary files. */
const suites = ['shell', 'web', 'server/identity', 'core/installation'].map((name) => `unit/${name}`);

export const user: Row = {
  name: 'user',
  emulates: 'an ordinary user with a home, any mask for new files, temporary files on another disk, LC_ALL=C',
  holds: 'the unit tests of what touches the system pass',
  async run(place) {
    const person = await ordinaryUser(place);
    const checkout = await place.copyCheckout('linked');
    await giveFolders(place, checkout);
    for (const mask of ['000', '077']) {
      const start = { cwd: checkout, through: withUmask(mask, person), env: { LC_ALL: 'C', TMPDIR: '/dev/shm' } };
      const unit = (...args: string[]) => place.succeeds(task('test', '--project', 'unit', ...args), start);
      await unit(...suites);
      const { stdout } = await unit('unit/core/store', '--testNamePattern', 'owner', '--test-timeout=60000');
      match(stdout, /^[1-9]\d* passed/m);
    }
  },
};
