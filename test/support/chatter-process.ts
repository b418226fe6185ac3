import { createCore } from '../../src-main/core/core.ts';
import { CHEAP_HASHING, reopen } from './client-calls.ts';

/**
 * A client that opens the account of the given folder, says so, and writes numbered messages to its friend, while it
 * receives, until it is killed.
 */
const core = await createCore({
  folder: process.argv[2] ?? '',
  host: 'web',
  systemLanguage: 'en',
  deviceName: 'chatter',
  version: '0.0.0-test',
  hashing: CHEAP_HASHING,
});
await reopen(core);
const [friend] = await core.call('contacts.list', {});
if (!friend) throw new Error('no friend to write to');
console.log('ready');
const conversation = friend.profile.account;
for (;;) {
  const { messages } = await core.call('messages.page', { conversation, limit: 1 });
  await core.call('messages.send', { conversation, text: `after ${messages[0]?.order ?? 0}` });
}
