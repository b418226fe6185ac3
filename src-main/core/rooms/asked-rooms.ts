import { type Channel, OperationError, type RoomId, type RoomSighting } from '../../../protocol/index.ts';
import type { Emit } from '../changes.ts';
import type { Store } from '../store/store.ts';

export interface AskedRoomsParts {
  store: Pick<Store, 'run'>;
  emit: Emit;
  /** @throws ContractError `offline` */
  channel(): Pick<Channel, 'request'>;
}

/** The rooms that the person has asked to be let into. */
export class AskedRooms {
  readonly #parts: AskedRoomsParts;
  /** of which the server may not know yet */
  readonly #underWay = new Set<RoomId>();

  constructor(parts: AskedRoomsParts) {
    this.#parts = parts;
  }

  /** Whoever lets the person in may be faster than the answer: what is asked is stored before. Rejects as a request does. */
  async ask({ room, name }: Pick<RoomSighting, 'room' | 'name'>, answer: string): Promise<void> {
    const { store, channel } = this.#parts;
    this.#underWay.add(room);
    try {
      await store.run('setAsked', { room, name });
      await channel().request('room.ask', { room, answer });
    } catch (error) {
      const wasAsked = error instanceof OperationError && error.is('already-requested');
      if (error instanceof OperationError && !wasAsked) await store.run('endAsked', room);
      throw error;
    } finally {
      this.#underWay.delete(room);
    }
  }

  /** An admin did not let the person in. */
  async refused(room: RoomId): Promise<void> {
    const name = await this.#parts.store.run('endAsked', room);
    if (name !== undefined) this.#parts.emit('roomRefused', { name });
  }

  /** Finds out what was refused while nobody was here to be told. Rejects as a request does. */
  async check(): Promise<void> {
    for (const room of await this.#parts.store.run('askedRooms')) {
      const isWaiting = await this.#isWaiting(room);
      if (!isWaiting && !this.#underWay.has(room)) await this.refused(room);
    }
  }

  /** Also true of whoever was let in: the room's log is what tells. */
  async #isWaiting(room: RoomId): Promise<boolean> {
    try {
      return (await this.#parts.channel().request('room.find', { query: String(-room) })).relation !== 'none';
    } catch (error) {
      if (error instanceof OperationError && error.is('not-found')) return false;
      throw error;
    }
  }
}
