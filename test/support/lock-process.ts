import { createCore } from '../../src-main/core/core.ts';
import { CHEAP_HASHING, messagesWith, reopen } from './client-calls.ts';

/** A client that opens its account, reads its messages, says so, locks at a line of input, says so, and stays until killed. */
const core = await createCore({
  folder: process.argv[2] ?? '',
  host: 'web',
  systemLanguage: 'en',
  deviceName: 'locker',
  version: '0.0.0-test',
  hashing: CHEAP_HASHING,
});
await reopen(core);
const [friend] = await core.call('contacts.list', {});
if (friend) await messagesWith(core, friend.profile.account);
console.log('open');
process.stdin.once('data', async () => {
  await core.call('account.lock', {});
  for (let round = 0; round < 3; round++) {
    global.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  console.log('locked');
});
