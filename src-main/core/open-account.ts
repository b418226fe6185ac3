import { isDeepStrictEqual } from 'node:util';
import {
  type AccountId,
  type Channel,
  ChannelError,
  type Event,
  type EventName,
  isRoom,
  operations,
  type Profile,
  type Timestamp,
} from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { Connection as ConnectionState, EndedBy, KnownServer, Session } from '../contract/model.ts';
import type { AccountSecrets } from './account-secrets.ts';
import { Acts } from './acts.ts';
import { Avatars } from './avatars.ts';
import { Changes, type Emit } from './changes.ts';
import { Chats } from './chats.ts';
import { Connection, type ConnectionListener } from './connection.ts';
import { Contacts } from './contacts.ts';
import { describe } from './describe.ts';
import type { DeviceKey } from './device-key.ts';
import { Addresses } from './e2ee/addresses.ts';
import { Bundles } from './e2ee/bundles.ts';
import type { Received } from './e2ee/exchange.ts';
import { Identities } from './e2ee/identities.ts';
import { Publishing } from './e2ee/publishing.ts';
import { Resends } from './e2ee/resends.ts';
import { Sealing } from './e2ee/sealing.ts';
import { Inbox } from './inbox.ts';
import type { Link } from './link.ts';
import type { Log } from './log.ts';
import { Messages } from './messages.ts';
import { Nudges } from './nudges.ts';
import { Outbox } from './outbox.ts';
import { Receipts } from './receipts.ts';
import { Rooms } from './rooms/rooms.ts';
import { SendPace } from './send-pace.ts';
import { Standing } from './standing.ts';
import type { Store } from './store/store.ts';
import { Typing } from './typing.ts';
import type { Notes } from './vault-notes.ts';
import { Writing } from './writing.ts';

export interface OpenAccountParts {
  /** counts until the history or the server knows better */
  profile: Profile;
  server: KnownServer;
  store: Store;
  secrets: AccountSecrets;
  token: string;
  deviceKey: DeviceKey;
  /** since when this device belongs to the account */
  deviceSince: Timestamp;
  /** the person has confirmed once that they have written the recovery code down */
  isRecoveryConfirmed: boolean;
  emit: Emit;
  /** whether the person tells what they read, and wants to hear what others do */
  showsReads(): boolean;
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
  readonly writing: Writing;
  readonly acts: Acts;
  readonly receipts: Receipts;
  readonly changes: Changes;
  readonly identities: Identities;
  readonly avatars: Avatars;
  readonly rooms: Rooms;
  readonly standing: Standing;
  readonly #parts: OpenAccountParts;
  readonly #outbox: Outbox;
  readonly #resends: Resends;
  readonly #publishing: Publishing;
  readonly #typing: Typing;
  readonly #nudges: Nudges;
  readonly #handlers: EventHandlers;
  readonly #background = new Set<Promise<void>>();
  #inbox: Inbox | undefined;
  #profile: Profile;
  #endedOther: EndedBy | undefined;
  #isRecoveryConfirmed: boolean;

  private constructor(parts: OpenAccountParts) {
    const { store, secrets, emit, log, now } = parts;
    this.#parts = parts;
    this.server = parts.server;
    this.store = store;
    this.#profile = parts.profile;
    this.#isRecoveryConfirmed = parts.isRecoveryConfirmed;
    this.connection = new Connection({ ...parts, random: Math.random }, this);
    this.changes = new Changes(store, emit, log);
    const { changes } = this;
    const link = () => this.#presentLink();
    const channel = () => link().channel;
    const trustOf = (account: AccountId) => this.identities.trustOf(account);

    this.identities = new Identities({
      store,
      authority: () => link().authority,
      changes,
      told: (account) => this.#trustChanged(account),
      now,
      log,
    });
    const noteOf = (account: AccountId) => secrets.notes.people.get(account) ?? {};
    this.contacts = new Contacts({ store, emit, changes, trustOf, noteOf, log });
    secrets.listenToNotes((notes, before) => this.#notesChanged(notes, before));
    this.avatars = new Avatars({ store, channel: () => this.channel, log });
    this.standing = new Standing({ store, changed: () => emit('session', this.session) });
    const addresses = new Addresses({ own: parts.profile.account, contacts: this.contacts, channel });
    const bundles = new Bundles({ store, identities: this.identities, channel });
    this.rooms = new Rooms({
      store,
      identities: this.identities,
      bundles,
      changes,
      emit,
      isFriend: (account) => this.contacts.find(account) !== undefined,
      channel,
      channelNow: () => this.channel,
      now,
      log,
    });
    const { rooms } = this;
    const sealing = new Sealing((requests) => store.run('seal', requests), bundles);
    this.#outbox = new Outbox({
      paces: { send: paceOf('message.send'), sendToRoom: paceOf('room.send'), resend: paceOf('message.resend') },
      devicesFor: (to) => addresses.of(to),
      correctDevices: (to, correction) => addresses.correct(to, correction),
      seal: (request) => sealing.seal(request),
      sealForRoom: (request) => rooms.sealing.seal(request),
      refreshRoom: (room) => rooms.refresh(room),
      broken: () => this.connection.restart(),
      log,
    });
    const own = parts.profile.account;
    const isFriend = (account: AccountId) => this.contacts.find(account) !== undefined;
    const chats = new Chats({ own, store, isFriend, trustOf, now });
    const recallMs = () => this.#recallMs;
    this.acts = new Acts({ own, store, outbox: this.#outbox, changes, chats, recallMs, now, log });
    this.messages = new Messages({ store, outbox: this.#outbox, changes, acts: this.acts, now, log });
    this.writing = new Writing({ own, store, messages: this.messages, chats, now });
    this.receipts = new Receipts(store, this.#outbox, now, log);
    this.#resends = new Resends({ store, bundles, outbox: this.#outbox, changes, now, log });
    this.#publishing = new Publishing(store, now);
    const heard = (account: AccountId) => emit('typing', account);
    this.#typing = new Typing({ store, contacts: this.contacts, sealing, heard, now });
    this.#nudges = new Nudges(now, (account) => emit('nudge', account));
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
    await this.identities.load();
    await this.contacts.load();
    await this.rooms.load();
    await this.standing.load();
    await this.messages.load();
    this.receipts.check();
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
      deviceSince: this.#parts.deviceSince,
      isRecoveryConfirmed: this.#isRecoveryConfirmed,
      status: this.standing.status,
      limits: this.standing.limits,
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

  /** The person has confirmed that they have written the recovery code down. */
  setRecoveryConfirmed(): void {
    this.#isRecoveryConfirmed = true;
    this.#parts.emit('session', this.session);
  }

  /** The session goes on under a new token. */
  setToken(token: string): void {
    this.connection.setToken(token);
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
    if (!link) return;
    const told = this.#typing.tell(to, (signal) => link.channel.notice('message.ephemeral', signal));
    this.#inBackground(told, 'typing not told');
  }

  /** What is typed after a message is told anew. */
  endTyping(to: AccountId): void {
    this.#typing.reset(to);
  }

  async close(): Promise<void> {
    this.connection.close();
    this.#outbox.close();
    this.changes.close();
    this.rooms.close();
    this.receipts.close();
    this.#resends.close();
    await Promise.all([this.messages.settled(), this.acts.settled(), ...this.#background]);
    await this.store.close();
  }

  async online(link: Link, profile: Profile): Promise<void> {
    const { channel } = link;
    const ready = this.contacts.refresh(channel).then(() => this.rooms.online());
    this.#inbox = this.#openInbox(link, ready);
    // Whoever answers must be able to: this device's keys are there before its first message is.
    await Promise.all([ready, this.#publishing.publish(channel)]);
    if (link !== this.connection.link) return;
    this.#outbox.open({
      send: (params) => channel.request('message.send', params),
      sendToRoom: (params) => channel.request('room.send', params),
      resend: (params) => channel.request('message.resend', params),
    });
    this.receipts.release();
    this.acts.release();
    this.#resends.open();
    if (!isDeepStrictEqual(profile, this.#profile)) await this.setProfile(profile);
    this.#catchUp(channel);
  }

  /** What may be a moment behind: nothing that is sent or received waits for it. */
  #catchUp(channel: Channel): void {
    this.#inBackground(this.standing.refresh(channel), 'status not fetched');
    this.#inBackground(this.rooms.requests.refresh(channel), 'room requests not fetched');
    this.#inBackground(this.rooms.asked.check(), 'refusals not fetched');
    this.#inBackground(this.#parts.secrets.refresh(channel), 'vault not fetched');
    this.#meetExpected(channel);
  }

  #meetExpected(channel: Channel): void {
    const isFriend = (account: AccountId) => this.contacts.find(account) !== undefined;
    this.#inBackground(this.identities.meetExpected(channel, isFriend), 'keys not learned');
  }

  #added(contact: Event<'contact.added'>): void {
    this.contacts.added(contact);
    const { link } = this.connection;
    if (link) this.#meetExpected(link.channel);
  }

  #notesChanged(notes: Notes, before: Notes): void {
    if (!isDeepStrictEqual(notes.groups, before.groups)) this.#parts.emit('groups', notes.groups);
    for (const account of new Set([...notes.people.keys(), ...before.people.keys()])) {
      if (!isDeepStrictEqual(notes.people.get(account), before.people.get(account))) this.contacts.tell(account);
    }
  }

  #openInbox(link: Link, ready: Promise<void>): Inbox {
    const { store } = this;
    const { now, log } = this.#parts;
    return new Inbox({
      store,
      ready,
      refreshKeys: (account) => this.identities.refresh(link.channel, account),
      refreshRoom: (room) => this.rooms.lookAt(room),
      expires: () => this.messages.storeSent(),
      acknowledge: (upTo) => link.channel.notice('message.ack', { upTo }),
      received: (received) => this.#received(received),
      // Clocks differ, and what was recalled in time may have been written down a little later.
      recallMs: () => 2 * this.#recallMs,
      showsReads: () => this.#parts.showsReads(),
      broken: (why) => this.#dropLink(link, why),
      now,
      log,
    });
  }

  get #recallMs(): number {
    return this.standing.limits.recall * 1000;
  }

  #received({ messages, unreadable, asked, forkedRooms, nudges, readElsewhere }: Received): void {
    this.messages.received(messages);
    this.changes.messages(messages);
    for (const conversation of readElsewhere) this.changes.conversation(conversation);
    this.#nudges.heard(nudges);
    this.rooms.received(messages, forkedRooms);
    if (messages.some(({ own, conversation }) => !own && !isRoom(conversation))) this.receipts.check();
    this.#resends.check(unreadable);
    this.#resends.answer(asked);
  }

  /** @throws ChannelError while there is no connection: what needs one waits for the next */
  #presentLink(): Link {
    const { link } = this.connection;
    if (!link) throw new ChannelError('cut-off');
    return link;
  }

  #trustChanged(account: AccountId): void {
    this.contacts.tell(account);
    this.rooms.trustChanged(account);
    this.receipts.release();
    this.acts.release();
  }

  #dropLink(link: Link, why: string): void {
    if (!link.channel.isOpen) return;
    this.#parts.log(`connection dropped: ${why}`);
    link.channel.destroy('ended');
  }

  offline(): void {
    this.#inbox = undefined;
    this.#outbox.close();
    this.#resends.close();
    this.rooms.offline();
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
    const { contacts, connection, rooms } = this;
    return {
      'account.kicked': (endedBy) => connection.kicked(endedBy),
      'contact.requested': (request) => contacts.requested(request),
      'contact.refused': ({ account }) => contacts.answered(account, 'outgoing', 'refused'),
      'contact.added': (contact) => this.#added(contact),
      'contact.removed': ({ account }) => contacts.removed(account),
      'contact.presence': ({ account, presence }) => {
        contacts.presence(account, presence);
        rooms.personChanged(account, presence);
      },
      'contact.profile': (profile) => contacts.profile(profile),
      'contact.devices': ({ account, devices }) => contacts.devices(account, devices),
      'room.records': (records) => rooms.recordsCame(records),
      'room.requested': (request) => rooms.requests.requested(request),
      'room.refused': ({ room }) => rooms.refused(room),
      'message.deliver': (delivery) => this.#inbox?.deliver(delivery),
      'message.expire': (expired) => this.#inbox?.expire(expired),
      'message.signal': (signal) => this.#inBackground(this.#typing.hear(signal), 'signal not read'),
      'keys.low': () => this.#inBackground(this.#publishing.publish(this.channel), 'keys not published'),
      'keys.changed': ({ account }) =>
        this.#inBackground(this.identities.refresh(this.channel, account), 'keys not learned'),
    };
  }

  /** What a lost connection leaves undone is done over the next. */
  #inBackground(work: Promise<void>, otherwise: string): void {
    const done = work
      .catch((error) => {
        if (!(error instanceof ChannelError)) this.#parts.log(`${otherwise}: ${describe(error)}`);
      })
      .finally(() => this.#background.delete(done));
    this.#background.add(done);
  }
}

function paceOf(operation: 'message.send' | 'room.send' | 'message.resend'): SendPace {
  return new SendPace(operations[operation].rate, () => performance.now());
}
