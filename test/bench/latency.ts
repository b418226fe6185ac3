import { percentile, round } from '../support/process-figures.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { ArrivalCheck, acknowledging, addFaults, makePairs, numberedBody, numberOf, type Pair } from './pairs.ts';

const PAIRS = 50;
const MESSAGES_PER_SECOND = 2_000;
const WARM_UP_MS = 2_000;
const DURATION_MS = 10_000;

/**
 * 2,000 messages a second whatever happens (open loop): from the moment when a message is due until it is at the
 * recipient, so that a stall counts for everything that was due meanwhile.
 */
export async function latency(server: ServerProcess) {
  const pairs = await makePairs(server.target, PAIRS, 'latency');
  const lines = pairs.map((pair) => new Line(pair));
  const start = performance.now();
  const total = ((WARM_UP_MS + DURATION_MS) / 1000) * MESSAGES_PER_SECOND;
  await sendOnSchedule(lines, start, total);
  await Promise.all(lines.map((line) => line.settled()));

  const times = lines.flatMap((line) => line.latencies(start + WARM_UP_MS)).sort((a, b) => a - b);
  const faults = addFaults(lines.map((line) => line.faults()));
  for (const { sender, recipient } of pairs) await Promise.all([sender.close(), recipient.close()]);
  return {
    messagesPerSecond: MESSAGES_PER_SECOND,
    p50Ms: round(percentile(times, 0.5), 3),
    p99Ms: round(percentile(times, 0.99), 3),
    maxMs: round(percentile(times, 1), 3),
    ...faults,
  };
}

/**
 * Sends each message when it is due. Looks at the clock in every turn of the event loop: a timer is late by a
 * millisecond, which is more than what is measured here.
 */
function sendOnSchedule(lines: readonly Line[], start: number, total: number): Promise<void> {
  return new Promise((resolve) => {
    let next = 0;
    const step = () => {
      const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * MESSAGES_PER_SECOND));
      for (; next < due; next++) lines[next % lines.length]?.send(start + (next / MESSAGES_PER_SECOND) * 1000);
      if (next === total) resolve();
      else setImmediate(step);
    };
    step();
  });
}

class Line {
  readonly #pair: Pair;
  readonly #due: number[] = [];
  readonly #arrived: number[] = [];
  readonly #check = new ArrivalCheck();
  #unanswered = 0;
  #onAnswered: () => void = () => {};

  constructor(pair: Pair) {
    this.#pair = pair;
    acknowledging(pair.recipient, (body) => {
      const number = numberOf(body);
      this.#check.arrived(number);
      this.#arrived[number] = performance.now();
    });
  }

  send(due: number): void {
    this.#due.push(due);
    this.#unanswered += 1;
    void this.#sendNumber(this.#due.length - 1);
  }

  async #sendNumber(number: number): Promise<void> {
    const { sender, recipient, recipientDevice } = this.#pair;
    await sender.send(recipient.account, [recipientDevice], numberedBody(number));
    this.#unanswered -= 1;
    if (this.#unanswered === 0) this.#onAnswered();
  }

  /** Resolves when every message has its reply. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#onAnswered = resolve;
      if (this.#unanswered === 0) resolve();
    });
  }

  latencies(since: number): number[] {
    return this.#due.flatMap((due, number) => {
      const arrived = this.#arrived[number];
      return due >= since && arrived !== undefined ? [arrived - due] : [];
    });
  }

  faults() {
    return this.#check.faults(this.#due.length);
  }
}
