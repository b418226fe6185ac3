import type { Transaction } from 'kysely';
import {
  type AccountId,
  type ConversationId,
  mayWrite,
  type RoomHead,
  type RoomId,
  type RoomState,
  type Timestamp,
} from '../../../protocol/index.ts';
import type { Content } from '../content.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import { type RoomDecrypted, SenderKeys } from '../e2ee/sender-keys.ts';
import type { OwnIdentity } from './history.ts';
import { identityKey } from './identities.ts';
import type { SeenNumbers } from './numbers.ts';
import { noteClaim } from './room-forks.ts';
import { compareHead, formerIdentity, mayHaveWritten, type RoomLogs } from './room-log.ts';
import type { Schema } from './schema.ts';

export interface RoomArrivalsParts {
  transaction: Transaction<Schema>;
  own: OwnIdentity;
  rooms: RoomLogs;
  seen: SeenNumbers;
  /** rooms whose logs were just fetched */
  ready: ConversationId[];
}

/** `behind`: the log must be fetched first. `stranger`: it is by nobody who belongs there. */
export type RoomStanding = 'fine' | 'behind' | 'stranger';

/** What of one batch was written to rooms. */
export class RoomArrivals {
  readonly #parts: RoomArrivalsParts;
  readonly #keys = new Map<RoomId, SenderKeys>();
  readonly #forked = new Set<RoomId>();

  constructor(parts: RoomArrivalsParts) {
    this.#parts = parts;
  }

  /** Whether what comes from that account in that room may be read at all. */
  async before(room: RoomId, account: AccountId): Promise<RoomStanding> {
    const state = await this.#state(room);
    if (state?.members.has(account) || state?.lastOf.has(account)) return 'fine';
    return this.#parts.ready.includes(room) ? 'stranger' : 'behind';
  }

  /**
   * Whether the keys that the account has certified are those by which it belongs to the room: what others say in its name
   * is not by that member.
   */
  async hasKeysOfLog(room: RoomId, account: AccountId): Promise<boolean> {
    const { transaction, own } = this.#parts;
    const state = await this.#state(room);
    const inLog = state?.members.get(account)?.identity ?? (await formerIdentity(transaction, room, account));
    const certified = await identityKey(transaction, own, account);
    return inLog !== undefined && certified !== undefined && Buffer.compare(inLog, certified) === 0;
  }

  /** The same before a message is read: while nothing is certified, or the log is old, it is not certain. */
  async beforeRatchet(room: RoomId, account: AccountId): Promise<RoomStanding> {
    if (this.#parts.ready.includes(room) || (await this.hasKeysOfLog(room, account))) return 'fine';
    const { transaction, own } = this.#parts;
    return (await identityKey(transaction, own, account)) ? 'behind' : 'fine';
  }

  /**
   * Whether the server would have carried it as a message to all. What goes to single devices it cannot tell apart, so that who is
   * muted could say anything as something asked for again.
   */
  async mayWrite(room: RoomId, account: AccountId, at: Timestamp): Promise<boolean> {
    const state = await this.#state(room);
    return !state?.members.has(account) || mayWrite(state, account, at);
  }

  /** libsignal's message, without the type byte. */
  decrypt(room: RoomId, from: DeviceAddress, serialised: Uint8Array): Promise<RoomDecrypted> {
    return this.#keysOf(room).decrypt(from, serialised);
  }

  /** What a member said about the log; another one than is here is noted. */
  async judge(room: RoomId, account: AccountId, head: RoomHead | undefined): Promise<RoomStanding> {
    const state = await this.#state(room);
    if (!state || !head) return 'stranger';
    const comparison = compareHead(state, head);
    if (comparison === 'later' && !this.#parts.ready.includes(room)) return 'behind';
    if (comparison !== 'known' && (await noteClaim(this.#parts.transaction, room, head))) this.#forked.add(room);
    return mayHaveWritten(state, account, head) ? 'fine' : 'stranger';
  }

  /** A device gives what its messages are read with. */
  async takeKey(
    room: RoomId,
    from: DeviceAddress,
    { distribution, next }: Extract<Content, { kind: 'room-key' }>,
  ): Promise<void> {
    if (await this.#keysOf(room).take(from, distribution)) await this.#parts.seen.skipTo(from, room, next - 1);
  }

  /** The rooms whose logs were found not to be those of others. */
  async save(): Promise<RoomId[]> {
    for (const keys of this.#keys.values()) await keys.save();
    return [...this.#forked];
  }

  #state(room: RoomId): Promise<RoomState | undefined> {
    return this.#parts.rooms.find(this.#parts.transaction, room);
  }

  #keysOf(room: RoomId): SenderKeys {
    const keys = this.#keys.get(room) ?? new SenderKeys(this.#parts.transaction, room);
    this.#keys.set(room, keys);
    return keys;
  }
}
