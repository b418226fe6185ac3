import { equal } from 'node:assert/strict';
import path from 'node:path';
import { z } from 'zod';
import type { Row } from '../row.ts';
import { firstOf, needsNamespaces, needsRoot } from '../support/machine.ts';
import { Page } from '../support/page.ts';
import type { Place } from '../support/place.ts';
import { invitation, task } from '../support/smoke.ts';

const PASSWORD = 'of-the-matrix-2026';
const Session = z.object({ profile: z.object({ name: z.string() }) });
/** The longest that Linux takes; with what stands before it, more than the server takes. And none. */
const names = ['h'.repeat(64), ''];

export const hostName: Row = {
  name: 'host-name',
  emulates: 'a machine whose name has 64 characters, and one that has none',
  holds: 'signing in, in the window and on the command line',
  missing: () => firstOf(needsRoot(), needsNamespaces('u')),
  async run(place) {
    const data = path.join(place.folder, 'server');
    const server = place.start(task('server', '--data', data, '--listen', '127.0.0.1', '--port', '0'));
    const [link] = await server.says(invitation);
    for (const [index, name] of names.entries()) {
      const through = ['unshare', '-u', 'sh', '-c', 'echo "$0" > /proc/sys/kernel/hostname; exec "$@"', name];
      await signInOnCli(place, link, `cli${index}`, through);
      await signInInWindow(place, link, `window${index}`, through);
    }
    equal((await server.stop()).code, 0);
  },
};

async function signInOnCli(place: Place, link: string, name: string, through: readonly string[]): Promise<void> {
  const line = task(
    'cli',
    '--profile',
    path.join(place.folder, name),
    'register',
    name,
    `${name}@example.org`,
    '--server',
    link,
  );
  await place.succeeds(line, { through, env: { MIYU_PASSWORD: PASSWORD } });
}

async function signInInWindow(place: Place, link: string, name: string, through: readonly string[]): Promise<void> {
  const line = ['src-main/web/main.ts', '--no-open', '--folder', path.join(place.folder, name), '--server', link];
  const host = place.start([process.execPath, ...line], { through });
  const [url] = await host.says(/^http:\S+$/m);
  const page = await Page.open(url);
  await page.call('account.register', { name, email: `${name}@example.org`, password: PASSWORD });
  const session = await page.call('account.login', { name, password: PASSWORD, remember: true });
  equal(Session.parse(session).profile.name, name);
  page.close();
  await host.stop();
}
