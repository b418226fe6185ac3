import type { Row } from '../row.ts';
import { needsRoot } from '../support/machine.ts';
import { stranger } from '../support/people.ts';
import { startsInBrowser, talksToServer } from '../support/smoke.ts';

export const nobody: Row = {
  name: 'nobody',
  emulates: 'a container that runs its programs as a user number without name and home, and sets no HOME',
  holds: 'server, command line and the client in a browser start',
  missing: needsRoot,
  async run(place) {
    const start = { through: await stranger(place), env: { HOME: undefined } };
    await talksToServer(place, start);
    await startsInBrowser(place, start);
  },
};
