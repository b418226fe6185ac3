import { round } from '../support/process-figures.ts';
import { RawClient } from '../support/raw-client.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { ArrivalCheck, acknowledging, addFaults, type Faults, makePair, numberedBody, numberOf } from './pairs.ts';

const MESSAGES = 10_000;
const WINDOW = 512;
const ROUNDS = 3;

/**
 * 10,000 messages for somebody who is away, fetched later: some rounds for what storing costs, then one in which the
 * server is killed between storing and fetching.
 */
export async function offline(server: ServerProcess) {
  await oneRound(server, 'warm', false);
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await oneRound(server, `round${i}`, false));
  const killed = await oneRound(server, 'killed', true);
  const cpu = rounds.reduce((sum, each) => sum + each.storeCpu, 0);
  const seconds = rounds.reduce((sum, each) => sum + each.storeSeconds, 0);
  return {
    storedPerServerCpuSecond: Math.round((MESSAGES * ROUNDS) / cpu),
    storedPerSecond: Math.round((MESSAGES * ROUNDS) / seconds),
    fetchSeconds: round(Math.max(...rounds.map((each) => each.fetchSeconds)), 3),
    fetchSecondsAfterKill: round(killed.fetchSeconds, 3),
    ...addFaults([...rounds, killed].map((each) => each.faults)),
  };
}

async function oneRound(server: ServerProcess, name: string, kill: boolean) {
  const { sender, recipient, recipientDevice } = await makePair(server.target, name);
  await recipient.close();
  const cpu = server.cpuSeconds();
  const started = performance.now();
  await storeAll((number) => sender.send(recipient.account, [recipientDevice], numberedBody(number)));
  const storeSeconds = (performance.now() - started) / 1000;
  const storeCpu = server.cpuSeconds() - cpu;
  sender.channel.destroy('ended');
  if (kill) await server.killAndRestart();
  return { storeSeconds, storeCpu, ...(await fetchAll(server, recipient)) };
}

async function storeAll(send: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < MESSAGES) await send(next++);
  };
  await Promise.all(Array.from({ length: WINDOW }, worker));
}

/** The recipient comes back and gets everything; a second visit must find nothing. */
async function fetchAll(
  server: ServerProcess,
  recipient: RawClient,
): Promise<{ fetchSeconds: number; faults: Faults }> {
  const check = new ArrivalCheck();
  const started = performance.now();
  const first = await RawClient.resumed(server.target, recipient);
  await new Promise<void>((resolve) => {
    acknowledging(first, (body) => {
      check.arrived(numberOf(body));
      if (check.received >= MESSAGES) setImmediate(resolve);
    });
  });
  const fetchSeconds = (performance.now() - started) / 1000;
  await first.channel.request('server.info', {});
  await first.close();

  const second = await RawClient.resumed(server.target, recipient);
  acknowledging(second, (body) => check.arrived(numberOf(body)));
  await second.channel.request('server.info', {});
  await second.close();
  return { fetchSeconds, faults: check.faults(MESSAGES) };
}
