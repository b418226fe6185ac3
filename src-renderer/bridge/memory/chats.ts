import { ContractError } from '../../../src-main/contract/errors.ts';
import {
  type Conversation,
  type ConversationId,
  isRoom,
  type Message,
  type Room,
  type RoomSummary,
} from '../../../src-main/contract/model.ts';
import type { Handlers, Memory } from './memory.ts';
import type { World } from './world.ts';

type ChatCall = `conversations.${'list' | 'open' | 'markRead' | 'setDraft' | 'setPinned' | 'clear'}`;

export function historyOf(world: World, id: ConversationId): Message[] {
  return world.messages.filter((message) => message.conversation === id);
}

/** What the list shows of a room. */
export function summaryOf(room: Room): RoomSummary {
  const { name, avatar, members, role, isDisbanded, isMutedForAll, mutedUntil, isForked } = room;
  const known = { name, members, isDisbanded, isMutedForAll, isForked };
  return {
    ...known,
    ...(avatar !== undefined && { avatar }),
    ...(role && { role }),
    ...(mutedUntil !== undefined && { mutedUntil }),
  };
}

function identityOf(world: World, id: ConversationId) {
  if (isRoom(id)) {
    const room = world.rooms.get(id);
    if (!room) throw new ContractError('not-found');
    return { kind: 'room', id, room: summaryOf(room) } as const;
  }
  const profile = world.people.get(id);
  if (!profile) throw new ContractError('not-found');
  if (id === world.session?.profile.account) return { kind: 'saved', id, profile } as const;
  return { kind: 'person', id, profile, isContact: world.contacts.has(id) } as const;
}

function mentions(message: Message, me: number | undefined): boolean {
  if (!message.mentions) return false;
  return message.mentions === 'all' || message.mentions.some((account) => account === me);
}

export function conversationOf(world: World, id: ConversationId): Conversation {
  const history = historyOf(world, id);
  const readUpTo = world.readUpTo.get(id) ?? 0;
  const unread = history.filter(({ own, kind, order }) => !own && kind !== 'room' && order > readUpTo);
  const last = history.at(-1);
  return {
    ...identityOf(world, id),
    unread: unread.length,
    isMentioned: unread.some((message) => mentions(message, world.session?.profile.account)),
    draft: world.drafts.get(id) ?? '',
    isPinned: world.pinnedChats.has(id),
    ...(last && { last: lastLine(last) }),
    ...(unread[0] && { firstUnread: unread[0].id }),
  };
}

/** The clocks in here agree: what was written last came last. */
function lastLine(message: Message): NonNullable<Conversation['last']> {
  const { kind, text, sentAt, own, author, state, event, attachment } = message;
  return {
    order: sentAt,
    kind,
    text,
    time: sentAt,
    own,
    author,
    state,
    ...(event && { event }),
    ...(attachment && { attachment: { kind: attachment.kind, name: attachment.name } }),
  };
}

export function chatHandlers({ world, emit }: Memory): Handlers<ChatCall> {
  function update(id: ConversationId): void {
    emit('conversation', conversationOf(world, id));
  }

  return {
    'conversations.list': () => {
      const ids = new Set([...world.messages.map((message) => message.conversation), ...world.opened]);
      return [...ids].map((id) => conversationOf(world, id));
    },
    'conversations.open': ({ id }) => {
      world.opened.add(id);
      return conversationOf(world, id);
    },
    'conversations.markRead': ({ id, upTo }) => {
      const newest = historyOf(world, id).at(-1)?.order ?? 0;
      world.readUpTo.set(id, Math.max(Math.min(upTo, newest), world.readUpTo.get(id) ?? 0));
      update(id);
    },
    'conversations.setDraft': ({ id, draft }) => {
      world.drafts.set(id, draft);
      update(id);
    },
    'conversations.setPinned': ({ id, pinned }) => {
      if (pinned) world.pinnedChats.add(id);
      else world.pinnedChats.delete(id);
      update(id);
    },
    'conversations.clear': ({ id }) => {
      const cleared = historyOf(world, id);
      world.messages = world.messages.filter((message) => message.conversation !== id);
      world.opened.add(id);
      for (const message of cleared) emit('messageRemoved', { conversation: id, id: message.id });
      update(id);
    },
  };
}
