import type { CallArgs, CallName, CallResult } from '../../../src-main/contract/calls.ts';
import type { CoreApi, EventListener } from '../../../src-main/contract/core.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { EventName, Events } from '../../../src-main/contract/events.ts';
import type { AccountId, Connection, Profile } from '../../../src-main/contract/model.ts';
import { contactHandlers } from './contacts.ts';
import { messageHandlers } from './messages.ts';
import { securityHandlers } from './security.ts';
import { sessionHandlers } from './session.ts';
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
}

export interface MemoryCore extends CoreApi {
  readonly world: World;
  /** What a test or a preview makes happen from outside. */
  setConnection(connection: Connection): void;
  receive(from: AccountId, text: string): void;
  ask(from: Profile, greeting: string): void;
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
  };
  const messages = messageHandlers(memory);
  const trust = trustHandlers(memory, (account, reason) => messages.note(account, 'keys-changed', reason));
  const handlers: Handlers = {
    ...sessionHandlers(memory),
    ...securityHandlers(memory),
    ...trust.handlers,
    ...contactHandlers(memory, messages.update),
    ...messages.handlers,
  };

  return {
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
    ask(profile, greeting) {
      memory.world.requests.unshift({ profile, direction: 'incoming', greeting, time: now(), state: 'open' });
      memory.emit('requests', memory.world.requests);
    },
    type: (from) => memory.emit('typing', from),
    changeKeys: trust.changeKeys,
    lose: messages.note,
  };
}
