import { createCore } from '../../src-main/core/core.ts';
import { reopen } from './client-calls.ts';

/** A client that opens the account of the given folder and writes numbered messages to its friend until it is killed. */
const core = await createCore({
  folder: process.argv[2] ?? '',
  host: 'web',
  systemLanguage: 'en',
  deviceName: 'writer',
  version: '0.0.0-test',
});
await reopen(core);
const [friend] = await core.call('contacts.list', {});
if (!friend) throw new Error('no friend to write to');
for (let number = 0; ; number++) {
  await core.call('messages.send', { conversation: friend.profile.account, text: `${number}` });
  console.log(number);
}
