import { setTimeout } from 'node:timers/promises';
import { percentile } from '../support/process-figures.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { Line, sendOnSchedule } from './latency.ts';
import { makePairs } from './pairs.ts';

const CHAT_PAIRS = 10;
const CHAT_MESSAGES_PER_SECOND = 200;
/** Long enough for what is hot to be compiled. */
const CHAT_ONLY_MS = 5_000;

/** People who chat, and how it goes while they do nothing else. */
export async function startChatting(server: ServerProcess) {
  const lines = (await makePairs(server.target, CHAT_PAIRS, 'chat')).map((pair) => new Line(pair));
  const idle = await beside(server, lines, () => setTimeout(CHAT_ONLY_MS));
  return { lines, idle };
}

/** Does the work while the others chat. */
export async function beside<T>(server: ServerProcess, lines: readonly Line[], work: () => Promise<T>) {
  const watch = server.watchMemory();
  const chat = new AbortController();
  const start = performance.now();
  const cpu = server.cpuSeconds();
  const chatting = sendOnSchedule(lines, { perSecond: CHAT_MESSAGES_PER_SECOND, signal: chat.signal });
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  const cpuSeconds = server.cpuSeconds() - cpu;
  chat.abort();
  const late = await chatting;
  await Promise.all(lines.map((line) => line.settled()));
  const times = lines.flatMap((line) => line.latencies(start)).sort((a, b) => a - b);
  return {
    result,
    seconds,
    cpuSeconds,
    maxRssMiB: watch.stop(),
    chatP99Ms: percentile(times, 0.99),
    lateP99Ms: percentile(late, 0.99),
  };
}
