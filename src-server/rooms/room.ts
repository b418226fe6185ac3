import { type AccountId, headOf, type Rate, type RoomId, type RoomRole, type RoomState } from '../../protocol/index.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { Audience } from './audience.ts';

/**
 * How often somebody who does not lead a room may change it. Every record is kept by all members for ever, and each coming and going
 * makes all writers give their keys away anew.
 */
const MEMBER_RECORDS: Rate = { perSecond: 1 / 60, burst: 10 };

/** A room in memory: all that relaying a message to it needs to know without asking the database. */
export class Room {
  readonly id: RoomId;
  /** what its log says */
  readonly state: RoomState;
  /** undefined when somebody came or went, or a device did, since it was last needed */
  audience: Audience | undefined;
  /** when it was last needed; on the monotonic clock */
  usedAt: number;
  readonly #paces = new Map<AccountId, TokenBucket>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(id: RoomId, state: RoomState, usedAt: number) {
    this.id = id;
    this.state = state;
    this.usedAt = usedAt;
  }

  /** The place of the last record. */
  get last(): number {
    return headOf(this.state).seq;
  }

  /** Whether the account is a member now; nobody is of a room that was disbanded. */
  has(account: AccountId): boolean {
    return !this.state.isDisbanded && this.state.members.has(account);
  }

  /** Undefined for outsiders. */
  roleOf(account: AccountId): RoomRole | undefined {
    return this.has(account) ? this.state.members.get(account)?.role : undefined;
  }

  /** Owner or admin. */
  isLedBy(account: AccountId): boolean {
    const role = this.roleOf(account);
    return role === 'owner' || role === 'admin';
  }

  /** Takes note that somebody who does not lead the room changes it. @returns 0, or the milliseconds to wait */
  pace(account: AccountId, now: number): number {
    const bucket = this.#paces.get(account) ?? new TokenBucket(MEMBER_RECORDS, now);
    this.#paces.set(account, bucket);
    return bucket.take(MEMBER_RECORDS, now);
  }

  /** Does the work when all that was given before is done: of two records one is checked after the other is in the log. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn;
    return turn;
  }
}
