import type { MessageId } from '../../src-main/contract/model.ts';
import { createCore } from '../../src-main/core/core.ts';
import { reopen } from './client-calls.ts';

/**
 * A client that opens the account of the given folder, does one thing after the other in the chat with its friend, says so, and
 * waits to be killed.
 */
const [folder = '', received, own] = process.argv.slice(2) as [string, MessageId, MessageId];
const core = await createCore({
  folder,
  host: 'web',
  systemLanguage: 'en',
  deviceName: 'actor',
  version: '0.0.0-test',
});
await reopen(core);
const [friend] = await core.call('contacts.list', {});
if (!friend) throw new Error('no friend to act on');
const conversation = friend.profile.account;
await core.call('messages.send', { conversation, text: 'first' });
await core.call('messages.react', { id: received, emoji: '🎉', on: true });
await core.call('messages.nudge', { conversation });
await core.call('messages.pin', { id: received, pinned: true });
await core.call('messages.recall', { id: own });
await core.call('messages.send', { conversation, text: 'second' });
console.log('done');
setInterval(() => {}, 1000);
