import {
  type AccountId,
  type Channel,
  ChannelError,
  type Event,
  isRoom,
  OperationError,
  type Presence,
  type RoomId,
} from '../../../protocol/index.ts';
import { ContractError } from '../../contract/errors.ts';
import type { Message, Room } from '../../contract/model.ts';
import type { Changes, Emit } from '../changes.ts';
import { describe } from '../describe.ts';
import type { Bundles } from '../e2ee/bundles.ts';
import type { Identities } from '../e2ee/identities.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { AskedRooms } from './asked-rooms.ts';
import { RoomDeeds } from './room-deeds.ts';
import { leaveAllRooms } from './room-departures.ts';
import { RoomPeople } from './room-people.ts';
import { RoomRequests } from './room-requests.ts';
import { RoomSealing } from './room-sealing.ts';
import { RoomSync } from './room-sync.ts';
import { WatchedRooms } from './watched-rooms.ts';

export interface RoomsParts {
  store: Pick<Store, 'run'>;
  identities: Identities;
  bundles: Pick<Bundles, 'establish'>;
  changes: Changes;
  emit: Emit;
  isFriend(account: AccountId): boolean;
  /** @throws ChannelError while there is no connection: what needs one waits for the next */
  channel(): Channel;
  /** @throws ContractError `offline` */
  channelNow(): Channel;
  /** wall clock */
  now: () => number;
  log: Log;
}

/** The rooms of the open account. */
export class Rooms {
  readonly deeds: RoomDeeds;
  readonly requests: RoomRequests;
  readonly asked: AskedRooms;
  readonly sealing: RoomSealing;
  readonly #parts: RoomsParts;
  readonly #sync: RoomSync;
  readonly #people: RoomPeople;
  readonly #watched: WatchedRooms;
  readonly #refreshing = new Map<RoomId, Promise<void>>();

  constructor(parts: RoomsParts) {
    const { store, identities, bundles, emit, isFriend, channel, channelNow, now, log } = parts;
    this.#parts = parts;
    const people = new RoomPeople({ store, channel });
    this.#people = people;
    this.#sync = new RoomSync({
      store,
      identities,
      channel,
      changed: (room, change) => this.#changed(room, change),
      letIn: (room) => this.#confirm(room),
      log,
    });
    this.deeds = new RoomDeeds({ store, sync: this.#sync, identities, isFriend, channel: channelNow, now });
    this.requests = new RoomRequests(emit);
    this.asked = new AskedRooms({ store, emit, channel: channelNow });
    this.sealing = new RoomSealing({ store, people, bundles, identities, channel, now, log });
    this.#watched = new WatchedRooms({ store, people, identities, emit, log });
  }

  load(): Promise<void> {
    return this.#sync.load();
  }

  /** Signed in: gets what happened meanwhile. Rejects as a request does. */
  async online(): Promise<void> {
    this.#forgetLists();
    // Whose keys could not be had the last time may have some now.
    await this.#parts.store.run('unsettleRoomKeys');
    await this.#sync.all();
    this.#watched.online();
  }

  offline(): void {
    this.#forgetLists();
    this.#watched.offline();
  }

  /** The account is being closed: nobody looks at a room any more. */
  close(): void {
    this.#watched.unwatch();
  }

  /** The room with its members. @throws ContractError `not-found` */
  async get(room: RoomId): Promise<Room> {
    const found = await this.#watched.watch(room);
    if (!found) throw new ContractError('not-found');
    return found;
  }

  /** Comes into an open room, or asks to be let into another. */
  async join(room: RoomId, answer: string): Promise<'joined' | 'requested'> {
    const sighting = await this.deeds.find(String(-room));
    if (sighting.relation === 'member') throw new ContractError('already-member');
    if (sighting.entry === 'closed') throw new ContractError('room-closed');
    if (sighting.entry === 'open' && (await this.deeds.join(sighting))) return 'joined';
    await this.asked.ask(sighting, answer);
    return 'requested';
  }

  async answer(room: RoomId, account: AccountId, accept: boolean): Promise<void> {
    const { channelNow } = this.#parts;
    try {
      if (accept) await this.deeds.add(room, [account]);
      else await channelNow().request('room.refuse', { room, account });
    } catch (error) {
      // another admin may have answered: nobody is told of that
      if (isDecided(error)) await this.requests.refresh(channelNow());
      throw error;
    }
    this.requests.settled(room, account);
  }

  /** Leaves all rooms. @throws ContractError `in-rooms` when some are the person's own: nothing was done then */
  leaveAll(): Promise<void> {
    const { store, channelNow: channel, now } = this.#parts;
    return leaveAllRooms({ store, sync: this.#sync, channel, now });
  }

  /** Gets the room's log up to date, and its members when a message is next written. Rejects as a request does. */
  refresh(room: RoomId): Promise<void> {
    const before = this.#refreshing.get(room);
    if (before) return before;
    this.#people.outdated(room);
    const refreshing = this.#sync.fetch(room).finally(() => this.#refreshing.delete(room));
    this.#refreshing.set(room, refreshing);
    return refreshing;
  }

  /** As `refresh`, for what has come: what is not in order is left out. */
  async lookAt(room: RoomId): Promise<void> {
    try {
      await this.#sync.fetch(room);
    } catch (error) {
      if (error instanceof ChannelError || (error instanceof ContractError && error.code === 'storage')) throw error;
      this.#parts.log(`room ${room} left out: ${describe(error)}`);
    }
  }

  /** Messages came, some perhaps to rooms; and some rooms are not the same for all. */
  received(messages: Message[], forked: RoomId[]): void {
    for (const room of forked) this.#parts.changes.conversation(room);
    const noted = messages.filter(({ kind }) => kind === 'notice' || kind === 'recalled');
    for (const { conversation } of noted) if (isRoom(conversation)) this.#watched.changed(conversation);
    for (const room of forked) this.#watched.changed(room);
  }

  /** The person here has given, or confirmed, a notice. */
  noticeChanged(room: RoomId): void {
    this.#watched.changed(room);
  }

  recordsCame({ room, from, records }: Event<'room.records'>): void {
    this.#keep(this.#sync.take(room, from, records));
  }

  /** An admin did not let the person in. */
  refused(room: RoomId): void {
    this.#keep(this.asked.refused(room));
  }

  personChanged(account: AccountId, presence?: Presence): void {
    this.#watched.personChanged(account, presence);
  }

  /** What is known or thought of somebody's keys has changed: so has who may read. */
  trustChanged(account: AccountId): void {
    this.#keep(this.#parts.store.run('unsettleRoomKeys'));
    this.#watched.personChanged(account);
  }

  #changed(room: RoomId, { messages, hasOtherMembers }: { messages: Message[]; hasOtherMembers: boolean }): void {
    if (hasOtherMembers) {
      this.#people.outdated(room);
      this.sealing.lookAgain();
      this.#keep(this.requests.cameIn(room, (id) => this.#parts.store.run('roomMembers', id)));
    }
    this.#parts.changes.messages(messages);
    this.#parts.changes.conversation(room);
    this.#watched.changed(room);
  }

  /** Other devices of the person must see that it was their wish: nobody they know has vouched for the room. */
  #confirm(room: RoomId): void {
    this.#keep(this.deeds.perform(room, () => ({ kind: 'card', name: '' })));
  }

  #forgetLists(): void {
    this.#people.allOutdated();
    this.sealing.lookAgain();
  }

  #keep(done: Promise<unknown>): void {
    done.catch((error) => this.#parts.log(`room not up to date: ${describe(error)}`));
  }
}

/** The server's decision about a request, not a lost way to it. */
function isDecided(error: unknown): boolean {
  if (error instanceof OperationError) return error.is('not-found') || error.is('already-member');
  return error instanceof ContractError && (error.code === 'not-friends' || error.code === 'already-member');
}
