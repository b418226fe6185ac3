import { ContractError } from '../../../src-main/contract/errors.ts';
import {
  type AccountId,
  type ConversationId,
  isRoom,
  type Message,
  type MessageId,
  type MessageState,
  type Reaction,
} from '../../../src-main/contract/model.ts';
import { conversationOf, historyOf } from './chats.ts';
import type { Handlers, Memory } from './memory.ts';
import { newMessageId } from './people.ts';

type MessageCall = `messages.${
  | 'page'
  | 'find'
  | 'send'
  | 'forward'
  | 'broadcast'
  | 'retry'
  | 'discard'
  | 'recall'
  | 'delete'
  | 'react'
  | 'pin'
  | 'pinned'
  | 'typing'
  | 'nudge'}`;

const SENT_AFTER_MS = 300;
const DELIVERED_AFTER_MS = 900;
const NUDGE_PAUSE_MS = 10_000;
const QUOTE_LIMIT = 200;

type Line = Pick<Message, 'kind'> & Partial<Message>;

export function messageHandlers({ world, now, later, emit, copyMedia }: Memory) {
  /** when each friend was nudged last */
  const nudgedAt = new Map<AccountId, number>();

  function me(): AccountId {
    if (!world.session) throw new ContractError('no-session');
    return world.session.profile.account;
  }

  function update(id: ConversationId): void {
    emit('conversation', conversationOf(world, id));
  }

  function publish(message: Message): void {
    emit('messages', [message]);
    update(message.conversation);
  }

  function append(conversation: ConversationId, author: AccountId, line: Line): Message {
    const own = author === world.session?.profile.account;
    const message: Message = {
      id: newMessageId(),
      conversation,
      order: (historyOf(world, conversation).at(-1)?.order ?? 0) + 1,
      own,
      author,
      text: '',
      reactions: [],
      isPinned: false,
      sentAt: now(),
      state: own ? 'sending' : 'received',
      ...line,
    };
    conversationOf(world, conversation);
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

  function problemOf({ conversation }: Message): Message['problem'] {
    if (isRoom(conversation)) return world.rooms.get(conversation)?.role ? undefined : 'not-member';
    if (conversation === me()) return undefined;
    const contact = world.contacts.get(conversation);
    if (!contact) return 'not-friends';
    return contact.trust === 'changed' ? 'keys-changed' : undefined;
  }

  function deliver(message: Message): void {
    delete message.problem;
    if (world.session?.connection.state !== 'online') return;
    later(() => {
      const problem = problemOf(message);
      if (problem) message.problem = problem;
      setState(message, problem ? 'failed' : 'sent');
    }, SENT_AFTER_MS);
    later(() => {
      const { conversation } = message;
      const isThere = !isRoom(conversation) && world.contacts.get(conversation)?.presence === 'online';
      if (message.state !== 'sent' || !isThere) return;
      message.deliveredAt = now();
      setState(message, 'delivered');
    }, DELIVERED_AFTER_MS);
  }

  function say(conversation: ConversationId, line: Line): Message {
    const message = append(conversation, me(), line);
    deliver(message);
    return message;
  }

  function copyTo(conversation: ConversationId, { id: from, text, style, attachment }: Message): void {
    const { id } = say(conversation, {
      kind: 'text',
      text,
      ...(style && { style }),
      ...(attachment && { attachment }),
    });
    copyMedia({ of: 'message', id: from, part: 'full' }, { of: 'message', id, part: 'full' });
  }

  function quoteOf(id: MessageId): NonNullable<Message['quote']> {
    const { author, text } = byId(id);
    return { id, author, text: text.slice(0, QUOTE_LIMIT) };
  }

  function drop(message: Message): void {
    const { conversation, id } = message;
    world.messages = world.messages.filter((known) => known !== message);
    emit('messageRemoved', { conversation, id });
    update(conversation);
  }

  const handlers: Handlers<MessageCall> = {
    'messages.page': ({ conversation, before = Number.POSITIVE_INFINITY, limit }) => {
      const older = historyOf(world, conversation).filter((message) => message.order < before);
      return { messages: older.slice(-limit), more: older.length > limit };
    },
    'messages.find': ({ id }) => world.messages.find((message) => message.id === id),
    'messages.send': ({ conversation, text, style, quote, mentions }) =>
      say(conversation, {
        kind: 'text',
        text,
        ...(style && { style }),
        ...(quote && { quote: quoteOf(quote) }),
        ...(mentions && { mentions }),
      }),
    'messages.forward': ({ ids, to, merged }) => {
      const originals = ids.map(byId);
      for (const conversation of to) {
        if (!merged) {
          for (const original of originals) copyTo(conversation, original);
          continue;
        }
        const items = originals.map(({ author, sentAt, text }) => ({ name: merged.names[author] ?? '', sentAt, text }));
        say(conversation, { kind: 'text', text: merged.title, merged: { title: merged.title, items } });
      }
    },
    'messages.broadcast': ({ to, text }) => {
      for (const account of to) say(account, { kind: 'text', text });
    },
    'messages.retry': ({ id }) => {
      const message = byId(id);
      setState(message, 'sending');
      deliver(message);
    },
    'messages.discard': ({ id }) => drop(byId(id)),
    'messages.recall': ({ id }) => {
      const message = byId(id);
      const limitMs = (world.session?.limits.recall ?? 0) * 1000;
      if (!message.own || now() - message.sentAt > limitMs) throw new ContractError('too-late');
      message.kind = 'recalled';
      delete message.attachment;
      message.reactions = [];
      message.isPinned = false;
      publish(message);
    },
    'messages.delete': ({ ids }) => {
      for (const id of ids) drop(byId(id));
    },
    'messages.react': ({ id, emoji, on }) => {
      const message = byId(id);
      message.reactions = reacted(message.reactions, emoji, me(), on);
      publish(message);
    },
    'messages.pin': ({ id, pinned }) => {
      const message = byId(id);
      message.isPinned = pinned;
      publish(message);
    },
    'messages.pinned': ({ conversation }) =>
      historyOf(world, conversation)
        .filter(({ isPinned }) => isPinned)
        .reverse(),
    'messages.typing': () => undefined,
    'messages.nudge': ({ conversation }) => {
      const waitMs = (nudgedAt.get(conversation) ?? Number.NEGATIVE_INFINITY) + NUDGE_PAUSE_MS - now();
      if (waitMs > 0) throw new ContractError('rate-limited', { retryAfterMs: waitMs });
      nudgedAt.set(conversation, now());
      say(conversation, { kind: 'nudge' });
    },
  };

  return {
    handlers,
    me,
    byId,
    quoteOf,
    update,
    publish,
    append,
    deliver,
    drop,
    say,
    receive: (from: AccountId, text: string) => void append(from, from, { kind: 'text', text }),
    nudge(from: AccountId): void {
      append(from, from, { kind: 'nudge' });
      emit('nudge', from);
    },
    /** A line that nobody wrote. */
    note: (conversation: AccountId, kind: Message['kind'], detail: string) =>
      void append(conversation, conversation, { kind, detail }),
    sendWaiting: () => {
      for (const message of world.messages) if (message.state === 'sending') deliver(message);
    },
  };
}

function reacted(reactions: Reaction[], emoji: string, who: AccountId, on: boolean): Reaction[] {
  const known = reactions.some((reaction) => reaction.emoji === emoji) ? reactions : [...reactions, { emoji, by: [] }];
  return known
    .map((reaction) => {
      if (reaction.emoji !== emoji) return reaction;
      const others = reaction.by.filter((account) => account !== who);
      return { emoji, by: on ? [...others, who] : others };
    })
    .filter(({ by }) => by.length > 0);
}
