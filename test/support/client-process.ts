import { listenTo } from '../../src-main/contract/listen.ts';
import { createCore } from '../../src-main/core/core.ts';
import { CHEAP_HASHING, isOnline, reopen } from './client-calls.ts';

/*
 * A client as a process of its own, for benchmarks: `receive FOLDER COUNT` says after how many seconds from unlocking so many
 * messages have been shown; `send FOLDER COUNT` what a message costs, written in a row and one by one, each after the receipt for the last.
 */
const [task, folder = '', count = '0'] = process.argv.slice(2);
const core = await createCore({
  folder,
  host: 'web',
  systemLanguage: 'en',
  deviceName: 'benchmark',
  version: '0.0.0-test',
  hashing: CHEAP_HASHING,
});
const result = task === 'send' ? await send(Number(count)) : await receive(Number(count));
console.log(JSON.stringify(result));
await core.close();

async function receive(wanted: number) {
  const seen = new Set<string>();
  const started = performance.now();
  const all = new Promise<void>((resolve) => {
    listenTo(core, 'messages', (messages) => {
      for (const { id, own, kind } of messages) if (!own && kind === 'text') seen.add(id);
      if (seen.size >= wanted) resolve();
    });
  });
  await reopen(core);
  await all;
  const { user, system } = process.cpuUsage();
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
}

async function send(wanted: number) {
  await reopen(core);
  await isOnline(core);
  const [friend] = await core.call('contacts.list', {});
  if (!friend) throw new Error('no friend to write to');
  const conversation = friend.profile.account;
  const write = (text: string) => core.call('messages.send', { conversation, text });
  const alone = async (text: string) => {
    const delivered = inState('delivered', 1);
    await write(text);
    await delivered;
  };
  for (let warm = 0; warm < 50; warm++) await alone(`warm ${warm}`);
  const inARow = await costOf(wanted, async () => {
    const sent = inState('sent', wanted);
    for (let number = 0; number < wanted; number++) await write(`number ${number}`);
    await sent;
  });
  const oneByOne = await costOf(wanted, async () => {
    for (let number = 0; number < wanted; number++) await alone(`alone ${number}`);
  });
  return { inARow, oneByOne };
}

/** Resolves when so many messages have got into that state, or beyond it, from now on. */
function inState(wanted: 'sent' | 'delivered', count: number): Promise<void> {
  const seen = new Set<string>();
  return new Promise((resolve) => {
    const stop = listenTo(core, 'messages', (messages) => {
      for (const { id, state } of messages) if (state === 'delivered' || state === wanted) seen.add(id);
      if (seen.size < count) return;
      stop();
      resolve();
    });
  });
}

async function costOf(count: number, work: () => Promise<void>) {
  const before = process.cpuUsage();
  const started = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000 / count, elapsedMs: (performance.now() - started) / count };
}
