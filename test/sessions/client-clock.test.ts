import { describe, expect, it } from 'vitest';
import { cli, cliText } from '../support/cli.ts';
import {
  accountOf,
  befriend,
  isOnline,
  logIn,
  nextEvent,
  registerAndLogin,
  say,
  startCore,
  texts,
} from '../support/core.ts';
import { startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DAY_MS = 24 * 3600_000;
const YEAR_MS = 366 * DAY_MS;

/** A core whose clock can be set, which counts no leap of it as time in which nobody was there. */
async function coreWithClock(ahead = 0) {
  const clock = { ahead };
  return { clock, core: await startCore({ now: () => Date.now() + clock.ahead }) };
}

const mismatch = { here: expect.any(Number), validFrom: expect.any(Number), validTo: expect.any(Number) };

describe('a client whose clock is wrong', () => {
  it.each([2 * YEAR_MS, -3 * DAY_MS])('is told so, with all dates, when it is %d ms off', async (ahead) => {
    const { server } = await startTestServer();
    const { core, clock } = await coreWithClock(ahead);
    const wrong = { code: 'wrong-clock', details: mismatch };
    const looking = core.call('server.look', { address: server.invitation });
    await expect(looking).rejects.toMatchObject(wrong);
    // so it is where nothing vouches for the server yet
    await expect(core.call('server.look', { address: `127.0.0.1:${server.port}` })).rejects.toMatchObject(wrong);
    clock.ahead = 0;
    await registerAndLogin(core, server, 'ming');
    await core.call('account.logout', {});
    clock.ahead = ahead;
    const error = await logIn(core, 'ming').catch((reason) => reason);
    expect(error).toMatchObject(wrong);
    const { here, validFrom, validTo } = error.details;
    expect(Math.abs(here - Date.now() - ahead)).toBeLessThan(60_000);
    expect(validFrom <= Date.now() && Date.now() <= validTo).toBe(true);
  });

  it.each([2 * YEAR_MS, -3 * DAY_MS])(
    'stays signed in, and connects by itself once it is right (%d ms)',
    async (ahead) => {
      const { server } = await startTestServer();
      const { core, clock } = await coreWithClock();
      await registerAndLogin(core, server, 'ming');
      const offline = nextEvent(core, 'connection', (now) => now.state === 'offline' && now.clock !== undefined);
      clock.ahead = ahead;
      core.account.connection.restart();
      expect(await offline).toMatchObject({ state: 'offline', retryAt: expect.any(Number), clock: mismatch });
      clock.ahead = 0;
      await isOnline(core);
    },
  );

  it('takes no certificate for false because of the time, and sends once it is right', async () => {
    const { server } = await startTestServer();
    const { core: ming, clock } = await coreWithClock();
    const hong = await startCore();
    await registerAndLogin(ming, server, 'ming');
    await registerAndLogin(hong, server, 'hong');
    await befriend(ming, hong);
    clock.ahead = 2 * YEAR_MS;
    await expect(ming.call('certificate.own', {})).rejects.toMatchObject({ code: 'wrong-clock', details: mismatch });
    await expect(ming.call('trust.get', { account: accountOf(hong) })).rejects.toMatchObject({ code: 'wrong-clock' });
    await say(ming, accountOf(hong), 'later');
    clock.ahead = 0;
    ming.account.connection.restart();
    expect(await texts(hong, accountOf(ming), 1)).toEqual(['later']);
  });
});

describe('a server whose clock was wrong', () => {
  it('is no other server, for the command line too', async () => {
    const made = new Date(Date.now() - 3 * YEAR_MS);
    const { server } = await startTestServer({}, { madeAt: made, wallClock: () => made.getTime() });
    const profile = await temporaryFolder();
    const told = await cli(profile, ['login', 'ming', '--server', server.invitation]);
    expect(told).toMatchObject({ code: 4, lines: [{ type: 'error', code: 'wrong-clock', details: mismatch }] });
    const { code, errors } = await cliText(profile, ['login', 'ming', '--server', server.invitation]);
    expect(code).toBe(4);
    const [here, then] = [new Date(), made].map((time) => time.getFullYear());
    expect(errors).toMatch(new RegExp(`The clock here shows .*${here}.*valid from .*${then}`));
  });
});
