import { isDeepStrictEqual } from 'node:util';
import {
  type AccountId,
  type Channel,
  ChannelError,
  type Event,
  type EventName,
  isRoom,
  type Profile,
} from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { Connection as ConnectionState, EndedBy, KnownServer, Session } from '../contract/model.ts';
import { type AccountServices, createServices, type OpenAccountParts } from './account-services.ts';
import type { Acts } from './acts.ts';
import type { Attachments } from './attachments/attachments.ts';
import type { Avatars } from './avatars.ts';
import type { Changes } from './changes.ts';
import { Connection, type ConnectionListener } from './connection.ts';
import type { Contacts } from './contacts.ts';
import { describe } from './describe.ts';
import type { Received } from './e2ee/exchange.ts';
import type { Identities } from './e2ee/identities.ts';
import type { HiddenTexts } from './hidden-text/hidden-texts.ts';
import { Inbox } from './inbox.ts';
import type { Link } from './link.ts';
import type { Messages } from './messages.ts';
import type { OwnDevices } from './own-devices.ts';
import type { Receipts } from './receipts.ts';
import type { Rooms } from './rooms/rooms.ts';
import type { Standing } from './standing.ts';
import type { Stickers } from './stickers.ts';
import type { Store } from './store/store.ts';
import type { Notes } from './vault-notes.ts';
import type { Writing } from './writing.ts';

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
  readonly ownDevices: OwnDevices;
  readonly attachments: Attachments;
  readonly stickers: Stickers;
  readonly hiddenTexts: HiddenTexts;
  readonly #parts: OpenAccountParts;
  readonly #services: AccountServices;
  readonly #handlers: EventHandlers;
  readonly #background = new Set<Promise<void>>();
  #inbox: Inbox | undefined;
  #profile: Profile;
  #endedOther: EndedBy | undefined;
  #isRecoveryConfirmed: boolean;

  private constructor(parts: OpenAccountParts) {
    this.#parts = parts;
    this.server = parts.server;
    this.store = parts.store;
    this.#profile = parts.profile;
    this.#isRecoveryConfirmed = parts.isRecoveryConfirmed;
    this.connection = new Connection({ ...parts, random: Math.random }, this);
    const services = createServices(parts, {
      link: () => this.#presentLink(),
      channel: () => this.channel,
      broken: () => this.connection.restart(),
      trustChanged: (account) => this.#trustChanged(account),
      sessionChanged: () => parts.emit('session', this.session),
    });
    this.#services = services;
    this.contacts = services.contacts;
    this.messages = services.messages;
    this.writing = services.writing;
    this.acts = services.acts;
    this.receipts = services.receipts;
    this.changes = services.changes;
    this.identities = services.identities;
    this.avatars = services.avatars;
    this.rooms = services.rooms;
    this.standing = services.standing;
    this.ownDevices = services.ownDevices;
    this.attachments = services.attachments;
    this.stickers = services.stickers;
    this.hiddenTexts = services.hiddenTexts;
    parts.secrets.listenToNotes((notes, before) => this.#notesChanged(notes, before));
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
    await this.ownDevices.load();
    await this.attachments.load();
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
      ...(this.ownDevices.unseen.length > 0 ? { newDevices: this.ownDevices.unseen } : {}),
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
    const told = this.#services.typing.tell(to, (signal) => link.channel.notice('message.ephemeral', signal));
    this.#inBackground(told, 'typing not told');
  }

  /** What is typed after a message is told anew. */
  endTyping(to: AccountId): void {
    this.#services.typing.reset(to);
  }

  /** The history is closed whatever fails before. */
  async close(): Promise<void> {
    try {
      await this.#endAll();
    } finally {
      await this.store.close();
    }
  }

  async #endAll(): Promise<void> {
    this.connection.close();
    this.#services.outbox.close();
    this.changes.close();
    this.rooms.close();
    this.receipts.close();
    this.#services.resends.close();
    const files = await Promise.allSettled([this.attachments.close(), this.#services.hider.close()]);
    await Promise.all([this.messages.settled(), this.acts.settled(), ...this.#background]);
    for (const ended of files) if (ended.status === 'rejected') throw ended.reason;
  }

  async online(link: Link, profile: Profile): Promise<void> {
    const { channel } = link;
    const ready = this.contacts.refresh(channel).then(() => this.rooms.online());
    this.#inbox = this.#openInbox(link, ready);
    // Whoever answers must be able to: this device's keys are there before its first message is.
    await Promise.all([ready, this.#services.publishing.publish(channel)]);
    if (link !== this.connection.link) return;
    this.#services.outbox.open({
      send: (params) => channel.request('message.send', params),
      sendToRoom: (params) => channel.request('room.send', params),
      resend: (params) => channel.request('message.resend', params),
    });
    this.attachments.online();
    this.receipts.release();
    this.acts.release();
    this.#services.resends.open();
    if (!isDeepStrictEqual(profile, this.#profile)) await this.setProfile(profile);
    this.#catchUp(channel);
  }

  /** What may be a moment behind: nothing that is sent or received waits for it. */
  #catchUp(channel: Channel): void {
    this.#inBackground(this.standing.refresh(channel), 'status not fetched');
    this.#inBackground(this.ownDevices.look(channel), 'devices not looked at');
    this.#inBackground(this.rooms.requests.refresh(channel), 'room requests not fetched');
    this.#inBackground(this.rooms.asked.check(), 'refusals not fetched');
    this.#inBackground(this.#parts.secrets.refresh(channel), 'vault not fetched');
    this.#meetExpected(channel);
  }

  #meetExpected(channel: Channel): void {
    this.#inBackground(this.identities.meetExpected(channel, this.#services.isFriend), 'keys not learned');
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
    const { fetchBudget, now, log } = this.#parts;
    return new Inbox({
      store,
      ready,
      refreshKeys: (account) => this.identities.refresh(link.channel, account),
      refreshRoom: (room) => this.rooms.lookAt(room),
      expires: () => this.messages.storeSent(),
      acknowledge: (upTo) => link.channel.notice('message.ack', { upTo }),
      received: (received) => this.#received(received),
      // Clocks differ, and what was recalled in time may have been written down a little later.
      recallMs: () => 2 * this.#services.recallMs(),
      showsReads: () => this.#parts.showsReads(),
      fetchBudget,
      broken: (why) => this.#dropLink(link, why),
      now,
      log,
    });
  }

  #received({ messages, unreadable, asked, forkedRooms, nudges, readElsewhere }: Received): void {
    this.messages.received(messages);
    this.changes.messages(messages);
    this.attachments.arrived(messages);
    for (const conversation of readElsewhere) this.changes.conversation(conversation);
    this.#services.nudges.heard(nudges);
    this.rooms.received(messages, forkedRooms);
    if (messages.some(({ own, conversation }) => !own && !isRoom(conversation))) this.receipts.check();
    this.#services.resends.check(unreadable);
    this.#services.resends.answer(asked);
  }

  /** @throws ChannelError while there is no connection: what needs one waits for the next */
  #presentLink(): Link {
    const { link } = this.connection;
    if (!link) throw new ChannelError('cut-off');
    return link;
  }

  #trustChanged(account: AccountId): void {
    this.contacts.tell(account);
    this.contacts.recount(account);
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
    this.attachments.offline();
    this.#services.outbox.close();
    this.#services.resends.close();
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
      'message.signal': (signal) => this.#inBackground(this.#services.typing.hear(signal), 'signal not read'),
      'keys.low': () => this.#inBackground(this.#services.publishing.publish(this.channel), 'keys not published'),
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
