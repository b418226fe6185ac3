import { deepEqual, equal, match } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Row } from '../row.ts';
import { task } from '../support/smoke.ts';
import { pathWith } from './nodes.ts';

export const nodeTooOld: Row = {
  name: 'node-too-old',
  emulates: 'Node 20.19 on a system that there is no packaged Node for',
  holds: 'one sentence and exit code 1, before anything is installed',
  usesRuntimes: true,
  async run(place) {
    const checkout = await place.copyCheckout('none');
    const otherSystem = path.join(place.folder, 'darwin.cjs');
    await writeFile(otherSystem, "Object.defineProperty(process, 'platform', { value: 'darwin' });\n");
    const env = { ...(await pathWith(place, 'node-20')), NODE_OPTIONS: `--require "${otherSystem}"` };

    const { code, stdout, stderr } = await place.run(task('start'), { cwd: checkout, env });
    equal(code, 1);
    equal(stdout, '');
    match(stderr, /^Miyu needs Node .+ and this is .*20\.19\.\d+.*\n$/);
    deepEqual(
      ['node_modules', 'data'].filter((name) => existsSync(path.join(checkout, name))),
      [],
    );
  },
};
