import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { Core } from '../../src-main/core/core.ts';
import { accountOf, lastAccount, messagesWith, reopen, say, startCore, twoFriends, waitFor } from '../support/core.ts';
import { startTestServer } from '../support/server.ts';

/** 200 for a release: `MIYU_KILLS=200 npm test -- client-kill`. */
const KILLS = Number(process.env.MIYU_KILLS ?? 15);
const LONGEST_LIFE_MS = 500;
const chatter = fileURLToPath(new URL('../support/chatter-process.ts', import.meta.url));

async function isReady(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) if (line === 'ready') return;
  throw new Error('the client ended before it was ready');
}

/** Lets the client run for a random time, some of it in its start, and kills it. */
async function liveAndDie(folder: string): Promise<void> {
  const child = spawn(process.execPath, [chatter, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  try {
    if (randomInt(4) > 0) await isReady(child);
    await delay(randomInt(LONGEST_LIFE_MS));
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

/** Writes a message every few milliseconds, until told to stop. */
async function keepTalking(core: Core, to: ReturnType<typeof accountOf>, signal: AbortSignal): Promise<void> {
  for (let number = 0; !signal.aborted; number++) {
    await say(core, to, `number ${number}`);
    await delay(5);
  }
}

const ownTexts = async (core: Core, other: ReturnType<typeof accountOf>, own: boolean) =>
  (await messagesWith(core, other)).filter((message) => message.own === own).map(({ id, kind }) => `${kind} ${id}`);

it(`loses, doubles and garbles nothing over ${KILLS} kills of a client that writes and receives`, {
  timeout: 60_000 + KILLS * 5_000,
}, async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
  await ming.close();
  const { folder } = ming.installation;
  const talk = new AbortController();
  onTestFinished(() => talk.abort());
  const talking = keepTalking(hong, mingId, talk.signal);
  for (let kill = 0; kill < KILLS; kill++) await liveAndDie(folder);
  talk.abort();
  await talking;

  const again = await startCore({ folder });
  expect(lastAccount(again).account).toBe(mingId);
  await reopen(again);
  const [written, spoken] = [await ownTexts(again, hongId, true), await ownTexts(hong, mingId, true)];
  expect(written.length).toBeGreaterThan(KILLS);
  await waitFor(hong, async () => (await ownTexts(hong, mingId, false)).length >= written.length || undefined);
  await waitFor(again, async () => (await ownTexts(again, hongId, false)).length >= spoken.length || undefined);
  expect(await ownTexts(hong, mingId, false)).toEqual(written);
  expect(await ownTexts(again, hongId, false)).toEqual(spoken);
});
