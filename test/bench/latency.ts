import { percentile, round } from '../support/process-figures.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { ArrivalCheck, acknowledging, addFaults, makePairs, numberedBody, numberOf, type Pair } from './pairs.ts';

const PAIRS = 50;
const MESSAGES_PER_SECOND = 2_000;
/** So long both sides still compile what has turned out to be hot. */
const WARM_UP_MS = 6_000;
const DURATION_MS = 10_000;

/**
 * 2,000 messages a second whatever happens (open loop): from handing a message to the sender's channel until it is at
 * the recipient. The schedule goes on during a stall, so that a stall counts for everything sent meanwhile; how late
 * the schedule itself was is told apart, as it is the clients' doing.
 */
export async function latency(server: ServerProcess) {
  const pairs = await makePairs(server.target, PAIRS, 'latency');
  const lines = pairs.map((pair) => new Line(pair));
  const start = performance.now();
  const late = await sendOnSchedule(lines, {
    perSecond: MESSAGES_PER_SECOND,
    signal: AbortSignal.timeout(WARM_UP_MS + DURATION_MS),
  });
  await Promise.all(lines.map((line) => line.settled()));

  const times = lines.flatMap((line) => line.latencies(start + WARM_UP_MS)).sort((a, b) => a - b);
  const faults = addFaults(lines.map((line) => line.faults()));
  for (const { sender, recipient } of pairs) await Promise.all([sender.close(), recipient.close()]);
  return {
    messagesPerSecond: MESSAGES_PER_SECOND,
    p50Ms: round(percentile(times, 0.5), 3),
    p99Ms: round(percentile(times, 0.99), 3),
    maxMs: round(percentile(times, 1), 3),
    scheduleLateP99Ms: round(percentile(late, 0.99), 3),
    ...faults,
  };
}

/** Sends each message when it is due, until the signal. @returns how late each was in milliseconds, sorted */
export function sendOnSchedule(
  lines: readonly Line[],
  { perSecond, signal }: { perSecond: number; signal: AbortSignal },
): Promise<number[]> {
  const late: number[] = [];
  const start = performance.now();
  return new Promise((resolve) => {
    let next = 0;
    const step = () => {
      const now = performance.now();
      const due = Math.floor(((now - start) / 1000) * perSecond);
      for (; next < due; next++) {
        late.push(now - start - (next / perSecond) * 1000);
        lines[next % lines.length]?.send();
      }
      if (signal.aborted) resolve(late.sort((a, b) => a - b));
      else setTimeout(step, 1);
    };
    step();
  });
}

/** Messages from one to another, each timed. */
export class Line {
  readonly #pair: Pair;
  readonly #sent: number[] = [];
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

  send(): void {
    this.#sent.push(performance.now());
    this.#unanswered += 1;
    void this.#sendNumber(this.#sent.length - 1);
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
    return this.#sent.flatMap((sent, number) => {
      const arrived = this.#arrived[number];
      return sent >= since && arrived !== undefined ? [arrived - sent] : [];
    });
  }

  faults() {
    return this.#check.faults(this.#sent.length);
  }
}
