import { round } from '../support/process-figures.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { ArrivalCheck, acknowledging, addFaults, makePairs, numberedBody, numberOf, type Pair } from './pairs.ts';

const PAIRS = 50;
const WINDOW = 32;
const WARM_UP_MS = 2_000;
const DURATION_MS = 10_000;

/** 50 pairs, each with 32 messages of 200 bytes under way, for ten seconds: what a message costs the server. */
export async function relay(server: ServerProcess) {
  const pairs = await makePairs(server.target, PAIRS, 'relay');
  const flows = pairs.map((pair) => new Flow(pair));
  const start = performance.now();
  const done = Promise.all(flows.map((flow) => flow.run(start + WARM_UP_MS + DURATION_MS)));

  await untilTime(start + WARM_UP_MS);
  const before = { cpu: server.cpuSeconds(), messages: total(flows), time: performance.now() };
  await untilTime(start + WARM_UP_MS + DURATION_MS);
  const after = { cpu: server.cpuSeconds(), messages: total(flows), time: performance.now() };
  await done;

  const messages = after.messages - before.messages;
  const faults = addFaults(flows.map((flow) => flow.check.faults(flow.sent)));
  for (const { sender, recipient } of pairs) await Promise.all([sender.close(), recipient.close()]);
  return {
    messagesPerServerCpuSecond: Math.round(messages / (after.cpu - before.cpu)),
    messagesPerSecond: Math.round(messages / ((after.time - before.time) / 1000)),
    serverCpuShare: round((after.cpu - before.cpu) / ((after.time - before.time) / 1000)),
    ...faults,
  };
}

function total(flows: readonly Flow[]): number {
  return flows.reduce((sum, flow) => sum + flow.check.received, 0);
}

function untilTime(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time - performance.now()));
}

/** One pair's messages, a window of them under way at a time. */
class Flow {
  readonly check = new ArrivalCheck();
  sent = 0;
  readonly #pair: Pair;

  constructor(pair: Pair) {
    this.#pair = pair;
    acknowledging(pair.recipient, (body) => this.check.arrived(numberOf(body)));
  }

  async run(until: number): Promise<void> {
    await Promise.all(Array.from({ length: WINDOW }, () => this.#keepSending(until)));
  }

  async #keepSending(until: number): Promise<void> {
    const { sender, recipient, recipientDevice } = this.#pair;
    while (performance.now() < until) {
      await sender.send(recipient.account, [recipientDevice], numberedBody(this.sent++));
    }
  }
}
