import type { Row } from '../row.ts';
import { needsRoot } from '../support/machine.ts';
import { ordinaryUser } from '../support/people.ts';
import { startsInBrowser, talksToServer } from '../support/smoke.ts';

export const readOnly: Row = {
  name: 'read-only',
  emulates: "a checkout that is root's; an ordinary user keeps the data elsewhere",
  holds: 'server, command line and a built client start',
  missing: needsRoot,
  async run(place) {
    const start = { through: await ordinaryUser(place) };
    await talksToServer(place, start);
    await startsInBrowser(place, start);
  },
};
