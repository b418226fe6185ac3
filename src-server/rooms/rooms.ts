import {
  type AccountId,
  applyRecord,
  beginRoom,
  type RoomId,
  type RoomState,
  type SignedRecord,
} from '../../protocol/index.ts';
import type { Directory } from '../directory.ts';
import type { Reader } from '../store/database.ts';
import { readRecords } from '../store/room-records.ts';
import { gatherAudience } from './audience.ts';
import { Room } from './room.ts';

interface RoomsContext {
  database: { readonly read: Reader };
  directory: Directory;
  /** monotonic milliseconds */
  now: () => number;
}

const FORGET_AFTER_MS = 15 * 60_000;
/** Records read at once; what is in between belongs to others. */
const PAGE = 256;

/** The rooms in memory. A record that is committed is given to `grow`, so that a room never misses one. */
export class Rooms {
  readonly #context: RoomsContext;
  readonly #rooms = new Map<RoomId, Room>();
  readonly #loading = new Map<RoomId, Promise<Room | undefined>>();
  /** rooms in memory by those who are in them */
  readonly #ofAccount = new Map<AccountId, Set<Room>>();
  readonly #gathering = new Map<Room, Promise<void>>();

  constructor(context: RoomsContext) {
    this.#context = context;
  }

  /** The room if it is in memory. */
  find(id: RoomId): Room | undefined {
    return this.#rooms.get(id);
  }

  /** The room, from its log when necessary; undefined when there is no such room. */
  async load(id: RoomId): Promise<Room | undefined> {
    const known = this.#rooms.get(id);
    if (known) {
      known.usedAt = this.#context.now();
      return known;
    }
    return this.#loading.get(id) ?? this.#startLoading(id);
  }

  /** Adds a record that is committed. */
  grow(room: Room, signed: SignedRecord): void {
    const before = new Set(room.state.members.keys());
    const problem = applyRecord(room.id, room.state, signed);
    if (problem) throw new Error(`a record was committed that cannot follow: ${problem}`);
    const { members } = room.state;
    const entered = [...members.keys()].filter((account) => !before.has(account));
    const departed = [...before].filter((account) => !members.has(account));
    for (const account of entered) this.#noteEntry(room, account);
    for (const account of departed) this.#ofAccount.get(account)?.delete(room);
    if (entered.length > 0 || departed.length > 0) room.audience = undefined;
  }

  /** Finds out whom a message to the room reaches; to be asked again when it is unknown afterwards. */
  async gather(room: Room): Promise<void> {
    const gathering = this.#gathering.get(room) ?? this.#startGathering(room);
    await gathering;
  }

  /** To be called when somebody's published devices have changed, or the member is not in memory any more. */
  devicesChanged(account: AccountId): void {
    for (const room of this.#ofAccount.get(account) ?? []) room.audience = undefined;
  }

  /** Forgets rooms in which nothing was said for a while. */
  sweep(): void {
    const before = this.#context.now() - FORGET_AFTER_MS;
    for (const room of this.#rooms.values()) if (room.usedAt < before) this.#forget(room);
  }

  #startLoading(id: RoomId): Promise<Room | undefined> {
    const loading = this.#read(id).finally(() => this.#loading.delete(id));
    this.#loading.set(id, loading);
    return loading;
  }

  async #read(id: RoomId): Promise<Room | undefined> {
    const { read } = this.#context.database;
    let state: RoomState | undefined;
    for (;;) {
      const from: number = state?.hashes.length ?? 0;
      const page = await readRecords(read, id, { from, limit: PAGE });
      for (const signed of page) state = follow(id, state, signed);
      if (page.length < PAGE) break;
    }
    if (!state) return undefined;
    const room = new Room(id, state, this.#context.now());
    this.#rooms.set(id, room);
    for (const account of state.members.keys()) this.#noteEntry(room, account);
    return room;
  }

  #startGathering(room: Room): Promise<void> {
    const gathering = this.#gather(room).finally(() => this.#gathering.delete(room));
    this.#gathering.set(room, gathering);
    return gathering;
  }

  async #gather(room: Room): Promise<void> {
    const { directory } = this.#context;
    const { members } = room.state;
    const absent = new Set<AccountId>();
    for (;;) {
      // while the database was asked others may have come in, and some may have been forgotten
      const missing = [...members.keys()].filter((account) => !directory.find(account) && !absent.has(account));
      if (missing.length === 0) break;
      const found = await directory.loadAll(missing);
      for (const account of missing) if (!found.has(account)) absent.add(account);
    }
    room.audience = gatherAudience(directory, members.keys());
  }

  #noteEntry(room: Room, account: AccountId): void {
    const rooms = this.#ofAccount.get(account);
    if (rooms) rooms.add(room);
    else this.#ofAccount.set(account, new Set([room]));
  }

  #forget(room: Room): void {
    this.#rooms.delete(room.id);
    for (const account of room.state.members.keys()) {
      const rooms = this.#ofAccount.get(account);
      rooms?.delete(room);
      if (rooms?.size === 0) this.#ofAccount.delete(account);
    }
  }
}

function follow(id: RoomId, state: RoomState | undefined, signed: SignedRecord): RoomState {
  if (!state) return begin(id, signed);
  const problem = applyRecord(id, state, signed);
  if (problem) throw new Error(`room ${id}: record ${state.hashes.length} is ${problem}`);
  return state;
}

function begin(id: RoomId, first: SignedRecord): RoomState {
  const state = beginRoom(first);
  if (typeof state === 'string') throw new Error(`room ${id}: its first record is ${state}`);
  return state;
}
