import process from 'node:process';
import type { Row } from '../row.ts';
import { needsPrograms } from '../support/machine.ts';

export const paths: Row = {
  name: 'paths',
  emulates: 'npm test in a path with a space and Chinese',
  holds: 'tests that start programs of the project by their addresses find them',
  missing: () => needsPrograms('chromium'),
  async run(place) {
    const checkout = await place.copyCheckout('linked');
    const files = ['test/electron/stand-in/test/example.test.ts'];
    const vitest = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--project', 'electron'];
    await place.succeeds([...vitest, ...files], { cwd: checkout });
  },
};
