import { ContractError } from '../../../src-main/contract/errors.ts';
import type { AccountId, Conversation, Message, MessageId, MessageState } from '../../../src-main/contract/model.ts';
import type { Handlers, Memory } from './memory.ts';
import { newMessageId } from './people.ts';

type MessageCall =
  | `conversations.${'list' | 'open' | 'markRead' | 'setDraft'}`
  | `messages.${'page' | 'send' | 'retry' | 'discard' | 'typing'}`;

const SENT_AFTER_MS = 300;
const DELIVERED_AFTER_MS = 900;

export function messageHandlers({ world, now, later, emit }: Memory) {
  function historyOf(id: AccountId): Message[] {
    return world.messages.filter((message) => message.conversation === id);
  }

  function conversationOf(id: AccountId): Conversation {
    const profile = world.people.get(id);
    if (!profile) throw new ContractError('not-found');
    const history = historyOf(id);
    const unread = history.filter((message) => !message.own && message.order > (world.readUpTo.get(id) ?? 0));
    const last = history.at(-1);
    return {
      id,
      profile,
      isContact: world.contacts.has(id),
      unread: unread.length,
      draft: world.drafts.get(id) ?? '',
      ...(last && { last: { kind: last.kind, text: last.text, time: last.sentAt, own: last.own, state: last.state } }),
      ...(unread[0] && { firstUnread: unread[0].id }),
    };
  }

  function update(id: AccountId): void {
    emit('conversation', conversationOf(id));
  }

  function publish(message: Message): void {
    emit('messages', [message]);
    update(message.conversation);
  }

  type Line = Pick<Message, 'own' | 'kind' | 'text' | 'state'> & Pick<Partial<Message>, 'detail'>;

  function append(conversation: AccountId, line: Line): Message {
    const order = (historyOf(conversation).at(-1)?.order ?? 0) + 1;
    const message: Message = { id: newMessageId(), conversation, order, sentAt: now(), ...line };
    world.messages.push(message);
    publish(message);
    return message;
  }

  function byId(id: MessageId): Message {
    const message = world.messages.find((known) => known.id === id);
    if (!message) throw new ContractError('not-found');
    return message;
  }

  function setState(message: Message, state: MessageState): void {
    message.state = state;
    publish(message);
  }

  function deliver(message: Message): void {
    delete message.problem;
    if (world.session?.connection.state !== 'online') return;
    later(() => {
      const contact = world.contacts.get(message.conversation);
      if (!contact) message.problem = 'not-friends';
      else if (contact.trust === 'changed') message.problem = 'keys-changed';
      setState(message, message.problem ? 'failed' : 'sent');
    }, SENT_AFTER_MS);
    later(() => {
      const isThere = world.contacts.get(message.conversation)?.presence === 'online';
      if (message.state === 'sent' && isThere) setState(message, 'delivered');
    }, DELIVERED_AFTER_MS);
  }

  const handlers: Handlers<MessageCall> = {
    'conversations.list': () => {
      const ids = new Set([...world.messages.map((message) => message.conversation), ...world.opened]);
      return [...ids].map(conversationOf);
    },
    'conversations.open': ({ id }) => {
      world.opened.add(id);
      return conversationOf(id);
    },
    'conversations.markRead': ({ id, upTo }) => {
      world.readUpTo.set(id, Math.max(upTo, world.readUpTo.get(id) ?? 0));
      update(id);
    },
    'conversations.setDraft': ({ id, draft }) => {
      world.drafts.set(id, draft);
      update(id);
    },
    'messages.page': ({ conversation, before = Number.POSITIVE_INFINITY, limit }) => {
      const older = historyOf(conversation).filter((message) => message.order < before);
      return { messages: older.slice(-limit), more: older.length > limit };
    },
    'messages.send': ({ conversation, text }) => {
      const message = append(conversation, { own: true, kind: 'text', text, state: 'sending' });
      deliver(message);
      return message;
    },
    'messages.retry': ({ id }) => {
      const message = byId(id);
      setState(message, 'sending');
      deliver(message);
    },
    'messages.discard': ({ id }) => {
      const { conversation } = byId(id);
      world.messages = world.messages.filter((message) => message.id !== id);
      emit('messageRemoved', { conversation, id });
      update(conversation);
    },
    'messages.typing': () => undefined,
  };

  return {
    handlers,
    update,
    receive: (from: AccountId, text: string) =>
      void append(from, { own: false, kind: 'text', text, state: 'received' }),
    /** A line that nobody wrote. */
    note: (conversation: AccountId, kind: Message['kind'], detail: string) =>
      void append(conversation, { own: false, kind, text: '', state: 'received', detail }),
    sendWaiting: () => {
      for (const message of world.messages) if (message.state === 'sending') deliver(message);
    },
  };
}
