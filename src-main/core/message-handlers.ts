import { ContractError } from '../contract/errors.ts';
import { type Conversation, type ConversationId, isRoom } from '../contract/model.ts';
import type { Core } from './core.ts';
import type { Family } from './handler.ts';

export const conversationHandlers: Family<'conversations'> = {
  'conversations.list': ({ account }) => account.store.run('conversations'),
  'conversations.open': async ({ account }, { id }) => {
    if (!isRoom(id) && (id === account.id || account.contacts.find(id)))
      await account.store.run('openConversation', id);
    return findConversation(account, id);
  },
  'conversations.markRead': async ({ account, installation }, { id, upTo }) => {
    const tell = installation.settings.readReceipts && !isRoom(id) && account.contacts.find(id) !== undefined;
    await account.store.run('markRead', { id, upTo, tell });
    if (tell) account.receipts.check();
    account.changes.conversation(id);
  },
  'conversations.setDraft': async ({ account }, change) => {
    await account.store.run('setDraft', change);
    account.changes.conversation(change.id);
  },
  'conversations.setPinned': async ({ account }, change) => {
    if (!(await account.store.run('setPinned', change))) throw new ContractError('not-found');
    account.changes.conversation(change.id);
  },
  'conversations.clear': async ({ account }, { id }) => {
    await account.messages.clear(id);
    if (isRoom(id)) account.rooms.noticeChanged(id);
  },
};

export const messageHandlers: Family<'messages'> = {
  'messages.page': ({ account }, place) => account.store.run('page', place),
  'messages.find': ({ account }, { id }) => account.store.run('message', id),
  'messages.pinned': ({ account }, { conversation }) => account.store.run('pinned', conversation),
  'messages.send': ({ account }, { conversation, text, style, quote, mentions }) => {
    if (mentions && !isRoom(conversation)) throw new ContractError('invalid-argument');
    if (!isRoom(conversation)) account.endTyping(conversation);
    const extras = { ...(style && { style }), ...(mentions && { mentions }) };
    return account.writing.write(conversation, { text, extras, quote });
  },
  'messages.forward': ({ account }, forwarding) => account.writing.forward(forwarding),
  'messages.broadcast': ({ account }, { to, text }) => {
    if (to.some((friend) => !account.contacts.find(friend))) throw new ContractError('not-friends');
    return account.writing.broadcast(to, text);
  },
  'messages.retry': ({ account }, { id }) => account.messages.retry(id),
  'messages.discard': ({ account }, { id }) => account.messages.discard(id),
  'messages.recall': async ({ account }, { id }) => {
    const conversation = await account.acts.recall(id);
    account.attachments.tidy();
    if (isRoom(conversation)) account.rooms.noticeChanged(conversation);
  },
  'messages.delete': ({ account }, { ids }) => account.messages.delete(ids),
  'messages.react': ({ account }, { id, emoji, on }) => account.acts.actOn(id, { kind: 'reaction', id, emoji, on }),
  'messages.pin': ({ account }, { id, pinned }) => account.acts.actOn(id, { kind: 'pin', id, pinned }),
  'messages.typing': ({ account, installation }, { conversation }) => {
    const isSeen = account.standing.status.presence !== 'invisible';
    if (installation.settings.typing && isSeen) account.tellTyping(conversation);
  },
  'messages.nudge': ({ account }, { conversation }) => {
    if (conversation === account.id) throw new ContractError('oneself');
    return account.acts.act(conversation, { kind: 'nudge' });
  },
};

async function findConversation({ store }: Core['account'], id: ConversationId): Promise<Conversation> {
  const [conversation] = await store.run('conversations', [id]);
  if (!conversation) throw new ContractError('not-found');
  return conversation;
}
