import {
  type AccountId,
  type Channel,
  ChannelError,
  OperationError,
  type RoomId,
  type SignedRecord,
} from '../../../protocol/index.ts';
import { ContractError } from '../../contract/errors.ts';
import type { Message } from '../../contract/model.ts';
import { describe } from '../describe.ts';
import type { Identities } from '../e2ee/identities.ts';
import type { Log } from '../log.ts';
import { patiently, severalAtOnce } from '../patience.ts';
import type { RecordsResult } from '../store/room-records.ts';
import type { Store } from '../store/store.ts';

export interface RoomSyncParts {
  store: Pick<Store, 'run'>;
  identities: Pick<Identities, 'refresh'>;
  /** @throws ChannelError while there is no connection */
  channel(): Pick<Channel, 'request'>;
  /** the room is another than before, perhaps with other members; with the lines that tell of it */
  changed(room: RoomId, change: { messages: Message[]; hasOtherMembers: boolean }): void;
  /** the person was let in where they had asked, and has not signed anything there yet */
  letIn(room: RoomId): void;
  log: Log;
}

const ROOMS_AT_ONCE = 8;

/** Brings the logs of the rooms here, one piece after the other in each room. */
export class RoomSync {
  readonly #parts: RoomSyncParts;
  readonly #lengths = new Map<RoomId, number>();
  readonly #last = new Map<RoomId, Promise<unknown>>();

  constructor(parts: RoomSyncParts) {
    this.#parts = parts;
  }

  async load(): Promise<void> {
    for (const { room, length } of await this.#parts.store.run('roomLogs')) this.#lengths.set(room, length);
  }

  /** Gets what happened in all rooms since. A room that is not in order does not keep the others up. */
  async all(): Promise<void> {
    const { rooms } = await patiently(() => this.#parts.channel().request('room.list', {}));
    const logs = await this.#parts.store.run('roomLogs');
    const listed = new Set(rooms.map(({ room }) => room));
    const grown = rooms.filter(({ room, last }) => last + 1 !== this.#lengths.get(room)).map(({ room }) => room);
    const left = logs.filter(({ room, role }) => role && !listed.has(room)).map(({ room }) => room);
    await severalAtOnce([...grown, ...left], ROOMS_AT_ONCE, (room) => this.#fetchIfPossible(room));
  }

  /**
   * Gets what is new in the room's log. Resolves when it is here.
   * @throws ContractError `bad-room`: not what members signed, or nobody known wants the person here in it; OperationError,
   * ChannelError
   */
  fetch(room: RoomId): Promise<void> {
    return this.#inTurn(room, () => this.#fetch(room));
  }

  /** Records that came by themselves, or that were written here. Throws as `fetch` does. */
  take(room: RoomId, from: number, records: SignedRecord[]): Promise<void> {
    return this.#inTurn(room, () => this.#apply(room, from, records));
  }

  async #fetchIfPossible(room: RoomId): Promise<void> {
    try {
      await this.fetch(room);
    } catch (error) {
      if (error instanceof ChannelError) throw error;
      this.#parts.log(`room ${room} left out: ${describe(error)}`);
    }
  }

  /** The whole log as the server shows it; nothing of it is kept. Rejects as a request does. */
  shown(room: RoomId): Promise<SignedRecord[]> {
    return this.#pages(room, 0);
  }

  #inTurn(room: RoomId, work: () => Promise<void>): Promise<void> {
    const before = this.#last.get(room) ?? Promise.resolve();
    const done = before.then(work, work);
    this.#last.set(room, done);
    return done;
  }

  async #fetch(room: RoomId): Promise<void> {
    const from = this.#lengths.get(room) ?? 0;
    const records = await this.#pages(room, from);
    if (records.length > 0) await this.#apply(room, from, records);
  }

  async #pages(room: RoomId, from: number): Promise<SignedRecord[]> {
    const all: SignedRecord[] = [];
    for (;;) {
      const question = { room, from: from + all.length };
      const { records, more } = await patiently(() => this.#parts.channel().request('room.log', question));
      all.push(...records);
      if (!more || records.length === 0) return all;
    }
  }

  async #apply(room: RoomId, from: number, records: SignedRecord[]): Promise<void> {
    const result = await this.#applyWithKeys(room, from, records);
    switch (result.kind) {
      case 'applied':
        this.#lengths.set(room, result.length);
        this.#parts.changed(room, result);
        if (result.hasAsked) this.#parts.letIn(room);
        return;
      case 'gap':
        return this.#fetch(room);
      case 'bad':
        this.#parts.changed(room, { messages: result.messages, hasOtherMembers: false });
        throw new ContractError('bad-room');
      case 'refused':
        throw new ContractError('bad-room');
    }
  }

  /** Looks at the certificate of whoever vouches for the person here, when it must be. */
  async #applyWithKeys(
    room: RoomId,
    from: number,
    records: SignedRecord[],
  ): Promise<Exclude<RecordsResult, { kind: 'unknown-keys' }>> {
    const { store } = this.#parts;
    const ready: AccountId[] = [];
    for (;;) {
      const result = await store.run('applyRecords', { room, from, records, ready });
      if (result.kind !== 'unknown-keys') return result;
      await this.#lookAt(result.account);
      ready.push(result.account);
    }
  }

  async #lookAt(account: AccountId): Promise<void> {
    const { identities, channel, log } = this.#parts;
    try {
      await patiently(() => identities.refresh(channel(), account));
    } catch (error) {
      const isFinal = error instanceof OperationError || (error instanceof ContractError && error.code === 'bad-keys');
      if (!isFinal) throw error;
      log(`keys not learned: ${error.code}`);
    }
  }
}
