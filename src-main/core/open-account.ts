import { isDeepStrictEqual } from 'node:util';
import {
  type AccountId,
  type Channel,
  type Event,
  type EventName,
  operations,
  type Profile,
} from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { Connection as ConnectionState, EndedBy, KnownServer, Session } from '../contract/model.ts';
import { Changes, type Emit } from './changes.ts';
import { Connection, type ConnectionListener } from './connection.ts';
import { Contacts } from './contacts.ts';
import { decodeSignal, encodeContent } from './content.ts';
import type { DeviceKey } from './device-key.ts';
import { Inbox } from './inbox.ts';
import type { Link } from './link.ts';
import type { Log } from './log.ts';
import { Messages } from './messages.ts';
import { Outbox } from './outbox.ts';
import { Receipts } from './receipts.ts';
import { SendPace } from './send-pace.ts';
import type { Store } from './store/store.ts';
import { TypingThrottle } from './typing.ts';

export interface OpenAccountParts {
  /** counts until the history or the server knows better */
  profile: Profile;
  server: KnownServer;
  store: Store;
  token: string;
  deviceKey: DeviceKey;
  emit: Emit;
  /** wall clock */
  now: () => number;
  log: Log;
  /** the server has ended the session: its token is void */
  sessionEnded(): void;
  profileChanged(profile: Profile): void;
}

type EventHandlers = { [N in EventName]: (params: Event<N>) => void };

/** The account that is open: its history, its connection, and what passes between them. */
export class OpenAccount implements ConnectionListener {
  readonly server: KnownServer;
  readonly store: Store;
  readonly connection: Connection;
  readonly contacts: Contacts;
  readonly messages: Messages;
  readonly changes: Changes;
  readonly #parts: OpenAccountParts;
  readonly #outbox: Outbox;
  readonly #receipts: Receipts;
  readonly #typing: TypingThrottle;
  readonly #handlers: EventHandlers;
  #inbox: Inbox | undefined;
  #profile: Profile;
  #endedOther: EndedBy | undefined;

  private constructor(parts: OpenAccountParts) {
    const { store, emit, log, now } = parts;
    this.#parts = parts;
    this.server = parts.server;
    this.store = store;
    this.#profile = parts.profile;
    this.connection = new Connection({ ...parts, random: Math.random }, this);
    this.changes = new Changes(store, emit, log);
    this.contacts = new Contacts(store, emit, this.changes, log);
    this.#outbox = new Outbox({
      pace: new SendPace(operations['message.send'].rate, () => performance.now()),
      devicesFor: (to) => this.contacts.devicesFor(to),
      correctDevices: (to, correction) => this.contacts.correctDevices(to, correction),
      broken: () => this.connection.restart(),
      log,
    });
    this.messages = new Messages(store, this.#outbox, this.changes, log);
    this.#receipts = new Receipts(store, this.#outbox, now, log);
    this.#typing = new TypingThrottle(now);
    this.#handlers = this.#eventHandlers();
  }

  /** Loads what the history knows; nothing is connected yet. */
  static async load(parts: OpenAccountParts): Promise<OpenAccount> {
    const account = new OpenAccount(parts);
    try {
      await account.#load();
      return account;
    } catch (error) {
      await account.close();
      throw error;
    }
  }

  async #load(): Promise<void> {
    this.#profile = (await this.store.run('person', this.id)) ?? this.#profile;
    await this.contacts.load();
    await this.messages.load();
    this.#receipts.check();
  }

  get id(): AccountId {
    return this.#profile.account;
  }

  get profile(): Profile {
    return this.#profile;
  }

  get session(): Session {
    return {
      profile: this.#profile,
      server: this.server,
      connection: this.connection.state,
      ...(this.#endedOther ? { endedOther: this.#endedOther } : {}),
    };
  }

  /** The present connection's channel. @throws ContractError `offline` while there is none */
  get channel(): Channel {
    const { link } = this.connection;
    if (!link) throw new ContractError('offline');
    return link.channel;
  }

  /** The other session that this login ended; undefined once the person has seen it. */
  setEndedOther(endedBy: EndedBy | undefined): void {
    this.#endedOther = endedBy;
  }

  async setProfile(profile: Profile): Promise<void> {
    this.#profile = profile;
    this.#parts.profileChanged(profile);
    this.#parts.emit('session', this.session);
    await this.store.run('savePerson', profile);
  }

  /** Tells a friend that one is typing, when there is a connection and it is time to. */
  tellTyping(to: AccountId): void {
    const { link } = this.connection;
    if (!link || !this.#typing.mayTell(to)) return;
    link.channel.notice('message.ephemeral', { to, body: encodeContent({ v: 1, kind: 'typing' }) });
  }

  /** What is typed after a message is told anew. */
  endTyping(to: AccountId): void {
    this.#typing.reset(to);
  }

  async close(): Promise<void> {
    this.connection.close();
    this.#outbox.close();
    this.changes.close();
    this.#receipts.close();
    await this.messages.settled();
    await this.store.close();
  }

  async online(link: Link, profile: Profile): Promise<void> {
    const ready = this.contacts.refresh(link.channel);
    this.#inbox = new Inbox({
      account: this.id,
      store: this.store,
      ready,
      acknowledge: (upTo) => link.channel.notice('message.ack', { upTo }),
      received: (messages) => {
        this.changes.messages(messages);
        this.#receipts.check();
      },
      broken: (why) => this.#dropLink(link, why),
      log: this.#parts.log,
    });
    await ready;
    if (link !== this.connection.link) return;
    this.#outbox.open((params) => link.channel.request('message.send', params));
    if (!isDeepStrictEqual(profile, this.#profile)) await this.setProfile(profile);
  }

  #dropLink(link: Link, why: string): void {
    if (!link.channel.isOpen) return;
    this.#parts.log(`connection dropped: ${why}`);
    link.channel.destroy('ended');
  }

  offline(): void {
    this.#inbox = undefined;
    this.#outbox.close();
    this.contacts.allOffline();
  }

  changed(state: ConnectionState): void {
    this.#parts.emit('connection', state);
    if (state.state === 'ended' && state.why !== 'server-changed' && state.why !== 'version') {
      this.#parts.sessionEnded();
    }
  }

  event<N extends EventName>(name: N, params: Event<N>): void {
    this.#handlers[name](params);
  }

  #eventHandlers(): EventHandlers {
    const { contacts, connection } = this;
    return {
      'account.kicked': (endedBy) => connection.kicked(endedBy),
      'contact.requested': (request) => contacts.requested(request),
      'contact.refused': ({ account }) => contacts.answered(account, 'outgoing', 'refused'),
      'contact.added': (contact) => contacts.added(contact),
      'contact.removed': ({ account }) => contacts.removed(account),
      'contact.presence': ({ account, presence }) => contacts.presence(account, presence),
      'contact.profile': (profile) => contacts.profile(profile),
      'contact.devices': ({ account, devices }) => contacts.devices(account, devices),
      'message.deliver': (delivery) => this.#inbox?.deliver(delivery),
      'message.expire': (expired) => this.#inbox?.expire(expired),
      'message.signal': ({ from, body }) => this.#signalled(from, body),
    };
  }

  #signalled(from: AccountId, body: Uint8Array): void {
    const signal = decodeSignal(body);
    if (signal?.kind === 'typing' && this.contacts.find(from)) this.#parts.emit('typing', from);
  }
}
