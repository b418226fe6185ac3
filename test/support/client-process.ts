import { listenTo } from '../../src-main/contract/listen.ts';
import { createCore } from '../../src-main/core/core.ts';
import { CHEAP_HASHING, isOnline, reopen } from './client-calls.ts';

/*
 * A client as a process of its own, for benchmarks: `receive FOLDER COUNT` says after how many seconds from unlocking so many
 * messages have been shown; `send FOLDER COUNT STATE` what CPU a message costs until it is in that state, one after the other.
 */
const [task, folder = '', count = '0', wantedState = 'sent'] = process.argv.slice(2);
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
  const one = async (text: string) => {
    const arrived = new Promise<void>((resolve) => {
      const stop = listenTo(core, 'messages', (messages) => {
        if (!messages.some((message) => message.text === text && message.state === wantedState)) return;
        stop();
        resolve();
      });
    });
    await core.call('messages.send', { conversation, text });
    await arrived;
  };
  for (let warm = 0; warm < 50; warm++) await one(`warm ${warm}`);
  const before = process.cpuUsage();
  const started = performance.now();
  for (let number = 0; number < wanted; number++) await one(`number ${number}`);
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000 / wanted, elapsedMs: (performance.now() - started) / wanted };
}
