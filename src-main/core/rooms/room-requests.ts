import { isDeepStrictEqual } from 'node:util';
import type { AccountId, Channel, RoomId, RoomRequest } from '../../../protocol/index.ts';
import type { Emit } from '../changes.ts';

/** Who wants to be let into the rooms where the person here decides it. The server's list. */
export class RoomRequests {
  readonly #emit: Emit;
  #requests: RoomRequest[] = [];

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** Newest first. */
  list(): RoomRequest[] {
    return this.#requests;
  }

  /** Rejects as a request does. */
  async refresh(channel: Pick<Channel, 'request'>): Promise<void> {
    this.#set((await channel.request('room.requests', {})).requests);
  }

  requested(request: RoomRequest): void {
    this.#set([request, ...this.#others(request.room, request.profile.account)]);
  }

  /** They were let in, or not. */
  settled(room: RoomId, account: AccountId): void {
    this.#set(this.#others(room, account));
  }

  /** Whoever has come in waits no longer, whichever admin it was. */
  async cameIn(room: RoomId, membersOf: (room: RoomId) => Promise<AccountId[]>): Promise<void> {
    if (!this.#requests.some((request) => request.room === room)) return;
    const members = new Set(await membersOf(room));
    this.#set(this.#requests.filter((other) => other.room !== room || !members.has(other.profile.account)));
  }

  #others(room: RoomId, account: AccountId): RoomRequest[] {
    return this.#requests.filter((other) => other.room !== room || other.profile.account !== account);
  }

  #set(requests: RoomRequest[]): void {
    const newestFirst = requests.toSorted((a, b) => b.time - a.time);
    if (isDeepStrictEqual(newestFirst, this.#requests)) return;
    this.#requests = newestFirst;
    this.#emit('roomRequests', newestFirst);
  }
}
