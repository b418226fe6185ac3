import { ContractError } from '../contract/errors.ts';
import { isRoom } from '../contract/model.ts';
import type { Family } from './handler.ts';

export const attachmentHandlers: Family<'attachments'> = {
  'attachments.send': ({ account }, { conversation, caption, style, quote, mentions, ...staged }) => {
    if (mentions && !isRoom(conversation)) throw new ContractError('invalid-argument');
    if (!isRoom(conversation)) account.endTyping(conversation);
    const extras = { ...(style && { style }), ...(mentions && { mentions }) };
    return account.attachments.sending.send(conversation, { ...staged, text: caption, extras, quote });
  },
  'attachments.discard': ({ account }, { staged }) => account.attachments.staging.discard(staged),
  'attachments.transfers': ({ account }) => account.attachments.transfers,
  'attachments.start': ({ account }, { message }) => account.attachments.start(message),
  'attachments.pause': ({ account }, { message }) => account.attachments.pause(message),
  'attachments.cancel': ({ account }, { message }) => account.attachments.cancel(message),
  'attachments.open': ({ account }, { message }) => account.attachments.received.open(message),
  'attachments.show': ({ account }, { message }) => account.attachments.received.show(message),
  'attachments.save': ({ account }, { message }) => account.attachments.received.save(message),
  'attachments.saveStaged': ({ account }, { staged }) => account.attachments.received.saveStaged(staged),
  'attachments.deleteHere': ({ account }, { messages }) => account.attachments.deleteHere(messages),
  'attachments.list': ({ account }, query) => account.store.run('files', query),
  'attachments.space': ({ account }) => account.attachments.received.space(),
  'attachments.clearCache': ({ account }) => account.attachments.clearCache(),
};
