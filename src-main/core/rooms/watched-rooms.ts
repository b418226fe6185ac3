import { isDeepStrictEqual } from 'node:util';
import {
  type AccountId,
  ChannelError,
  OperationError,
  type Presence,
  type Profile,
  type RoomId,
} from '../../../protocol/index.ts';
import type { Room, RoomMember } from '../../contract/model.ts';
import type { Emit } from '../changes.ts';
import { describe } from '../describe.ts';
import type { Identities } from '../e2ee/identities.ts';
import type { Log } from '../log.ts';
import type { StoredMember, StoredRoom } from '../store/room-view.ts';
import type { Store } from '../store/store.ts';
import { TurnBatch } from '../turn-batch.ts';
import type { RoomPeople } from './room-people.ts';

/** Many come into a room together. */
const REST_MS = 200;
/** A chat stays open while dialogs look at other rooms. */
const ROOMS = 8;
/** Of friends the server tells by itself who comes and goes; of other members only when it is asked. */
const REFRESH_MS = 30_000;

export interface WatchedRoomsParts {
  store: Pick<Store, 'run'>;
  people: RoomPeople;
  identities: Pick<Identities, 'find' | 'trustOf'>;
  emit: Emit;
  log: Log;
}

/** The rooms that somebody is looking at, with their members. */
export class WatchedRooms {
  readonly #parts: WatchedRoomsParts;
  readonly #tellings: TurnBatch<RoomId>;
  /** as they were told since they were asked for; the one asked for last is the last */
  readonly #told = new Map<RoomId, Room | undefined>();
  #isOnline = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: WatchedRoomsParts) {
    this.#parts = parts;
    this.#tellings = new TurnBatch((rooms) => this.#tellAll(new Set(rooms)), { restMs: REST_MS });
  }

  /** From now on its changes are told, until so many others were asked for. Undefined when there is no such room. */
  async watch(room: RoomId): Promise<Room | undefined> {
    this.#told.delete(room);
    this.#told.set(room, undefined);
    const [first] = this.#told.keys();
    if (this.#told.size > ROOMS && first !== undefined) this.#told.delete(first);
    this.#refreshLater();
    this.#parts.people.outdated(room);
    return this.#view(room);
  }

  /** No room is looked at any more. */
  unwatch(): void {
    this.#told.clear();
    clearTimeout(this.#timer);
  }

  /** Signed in, with the lists of members forgotten. */
  online(): void {
    this.#isOnline = true;
    this.#refreshLater();
    for (const room of this.#told.keys()) this.changed(room);
  }

  /** The connection is gone: nobody is known to be online. */
  offline(): void {
    this.#isOnline = false;
    clearTimeout(this.#timer);
    for (const room of this.#told.keys()) this.changed(room);
  }

  changed(room: RoomId): void {
    if (!this.#told.has(room)) return;
    this.#tellings.add(room).catch((error) => this.#notTold(error));
  }

  #refreshLater(): void {
    clearTimeout(this.#timer);
    const last = [...this.#told.keys()].at(-1);
    if (this.#isOnline && last !== undefined) this.#timer = setTimeout(() => this.#refresh(last), REFRESH_MS);
  }

  #refresh(room: RoomId): void {
    this.#parts.people.outdated(room);
    this.changed(room);
    this.#refreshLater();
  }

  /** What fails because the account is closed meanwhile would have been told to nobody. */
  #notTold(error: unknown): void {
    if (this.#told.size > 0) this.#parts.log(`room not told: ${describe(error)}`);
  }

  /** Something about a person, who may be in the room. */
  personChanged(account: AccountId, presence?: Presence): void {
    const { people } = this.#parts;
    if (presence) people.setPresence(account, presence);
    for (const room of this.#told.keys()) {
      if (people.lately(room)?.members.some(({ profile }) => profile.account === account)) this.changed(room);
    }
  }

  async #tellAll(rooms: Iterable<RoomId>): Promise<void> {
    for (const room of rooms) await this.#tell(room);
  }

  async #tell(room: RoomId): Promise<void> {
    if (!this.#told.has(room)) return;
    const view = await this.#view(room);
    if (!view || !this.#told.has(room) || isDeepStrictEqual(view, this.#told.get(room))) return;
    this.#told.set(room, view);
    this.#parts.emit('room', view);
  }

  async #view(room: RoomId): Promise<Room | undefined> {
    await this.#fetchPeople(room);
    const stored = await this.#parts.store.run('room', room);
    return stored && this.#toRoom(stored);
  }

  /** What is here is shown without a connection too, and of rooms that one has left. */
  async #fetchPeople(room: RoomId): Promise<void> {
    try {
      await this.#parts.people.list(room);
    } catch (error) {
      const isTold = error instanceof ChannelError || (error instanceof OperationError && error.is('not-found'));
      if (!isTold) throw error;
    }
  }

  #toRoom({ memberList, ...room }: StoredRoom): Room {
    const listed = this.#parts.people.lately(room.id)?.members ?? [];
    const profiles = new Map(listed.map(({ profile }) => [profile.account, profile]));
    return { ...room, memberList: memberList.map((member) => this.#toMember(member, profiles.get(member.account))) };
  }

  #toMember(
    { account, role, card, mutedUntil, identity, profile: known }: StoredMember,
    listed: Profile | undefined,
  ): RoomMember {
    const { identities, people } = this.#parts;
    const key = identities.find(account)?.key;
    return {
      profile: listed ?? known ?? nobody(account),
      role,
      card,
      presence: people.presenceOf(account),
      trust: identities.trustOf(account),
      ...(mutedUntil === undefined ? {} : { mutedUntil }),
      hasOtherKeys: key !== undefined && Buffer.compare(key, identity) !== 0,
    };
  }
}

/** Of whom nothing has been heard but the number. */
function nobody(account: AccountId): Profile {
  return { account, name: String(account), displayName: String(account), signature: '' };
}
