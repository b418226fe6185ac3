import { type MediaRef, mediaPath } from '../../../src-main/contract/attachment.ts';
import type { CallArgs, CallName, CallResult } from '../../../src-main/contract/calls.ts';
import type { Bridge, EventListener } from '../../../src-main/contract/core.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { EventName, Events } from '../../../src-main/contract/events.ts';
import type { AccountId, Connection, Message, Profile, RoomId, RoomRequest } from '../../../src-main/contract/model.ts';
import { attachmentHandlers } from './attachments.ts';
import { chatHandlers } from './chats.ts';
import { contactHandlers } from './contacts.ts';
import { messageHandlers } from './messages.ts';
import { pictureHandlers } from './pictures.ts';
import { roomHandlers } from './rooms.ts';
import { securityHandlers } from './security.ts';
import { selfHandlers } from './self.ts';
import { sessionHandlers } from './session.ts';
import { stagingOf } from './staging.ts';
import { trustHandlers } from './trust.ts';
import { emptyWorld, type World } from './world.ts';

export type Handlers<N extends CallName = CallName> = {
  [K in N]: (args: CallArgs<K>) => CallResult<K> | Promise<CallResult<K>>;
};

export interface MemoryOptions {
  now?: () => number;
  /** runs what other people and the network do later */
  later?: (run: () => void, ms: number) => void;
  world?: (now: number) => World;
}

/** What the parts of the in-memory core share. */
export interface Memory {
  world: World;
  now(): number;
  later(run: () => void, ms: number): void;
  emit<N extends EventName>(name: N, value: Events[N]): void;
  /** Takes a picture in, and names it. */
  keepPicture(picture: Uint8Array): string;
  /** What is shown under one media address is shown under another too. */
  copyMedia(from: MediaRef, to: MediaRef): void;
}

export interface MemoryCore extends Bridge {
  readonly world: World;
  /** What a test or a preview makes happen from outside. */
  setConnection(connection: Connection): void;
  receive(from: AccountId, text: string): void;
  /** A friend shakes the window. */
  nudge(from: AccountId): void;
  /** Somebody writes into a room, or changes it. */
  say(author: AccountId, room: RoomId, line: Pick<Message, 'kind'> & Partial<Message>): void;
  ask(from: Profile, greeting: string): void;
  /** Somebody wants to be let into a room. */
  askRoom(request: RoomRequest): void;
  refuseRoom(name: string): void;
  type(from: AccountId): void;
  /** A friend sets up new keys; `reset` when an administrator let them. */
  changeKeys(friend: AccountId, reason: '' | 'reset'): void;
  /** Messages of a friend that could not be read, or never came. */
  lose(from: AccountId, kind: 'unreadable' | 'missing', detail: string): void;
}

/** A core that lives in the page: for developing the UI and for testing the stores. It behaves, but keeps nothing. */
export function createMemoryCore(options: MemoryOptions = {}): MemoryCore {
  const listeners = new Set<EventListener>();
  const now = options.now ?? Date.now;
  const memory: Memory = {
    world: (options.world ?? emptyWorld)(now()),
    now,
    later: options.later ?? ((run, ms) => void setTimeout(run, ms)),
    emit: (name, value) => {
      for (const listener of listeners) listener(name, structuredClone(value));
    },
    keepPicture: (picture) => {
      const name = `picture-${memory.world.pictures.size}`.padEnd(43, '_');
      memory.world.pictures.set(name, picture);
      return name;
    },
    copyMedia: (from, to) => {
      const { media, hidden } = memory.world;
      const [shown, text] = [media.get(mediaPath(from)), hidden.get(mediaPath(from))];
      if (shown) media.set(mediaPath(to), shown);
      if (text) hidden.set(mediaPath(to), text);
    },
  };
  const messages = messageHandlers(memory);
  const trust = trustHandlers(memory, (account, reason) => messages.note(account, 'keys-changed', reason));
  const handlers: Handlers = {
    ...sessionHandlers(memory),
    ...securityHandlers(memory),
    ...trust.handlers,
    ...contactHandlers(memory, messages.update),
    ...chatHandlers(memory),
    ...messages.handlers,
    ...attachmentHandlers(memory, messages),
    ...pictureHandlers(memory, messages),
    ...roomHandlers(memory, messages),
    ...selfHandlers(memory),
  };

  return {
    ...stagingOf(memory.world),
    world: memory.world,
    async call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallResult<N>> {
      const handle: Handlers[N] = handlers[name];
      return structuredClone(await handle(args));
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setConnection(connection) {
      const { session } = memory.world;
      if (!session) throw new ContractError('no-session');
      session.connection = connection;
      memory.emit('connection', connection);
      if (connection.state === 'online') messages.sendWaiting();
    },
    receive: messages.receive,
    nudge: messages.nudge,
    say: (author, room, line) => void messages.append(room, author, line),
    ask(profile, greeting) {
      memory.world.requests.unshift({ profile, direction: 'incoming', greeting, time: now(), state: 'open' });
      memory.emit('requests', memory.world.requests);
    },
    askRoom(request) {
      memory.world.roomRequests.unshift(request);
      memory.emit('roomRequests', memory.world.roomRequests);
    },
    refuseRoom: (name) => memory.emit('roomRefused', { name }),
    type: (from) => memory.emit('typing', from),
    changeKeys: trust.changeKeys,
    lose: messages.note,
  };
}
