import type { AccountId } from '../protocol/index.ts';
import { Lane, type LaneContext } from './delivery/lane.ts';
import type { Client, Member } from './member.ts';
import { findAccount } from './store/accounts.ts';
import type { Reader } from './store/database.ts';
import { findDevices } from './store/devices.ts';
import { friendsOf } from './store/friendships.ts';
import { queueShares } from './store/queue.ts';

const FORGET_AFTER_MS = 15 * 60_000;

/**
 * The accounts in memory. Who changes an account in the database loads it here before and changes the member after the
 * commit, so that a member never misses a change.
 */
export class Directory {
  readonly #database: { readonly read: Reader };
  readonly #lanes: LaneContext;
  readonly #members = new Map<AccountId, Member>();
  readonly #loading = new Map<AccountId, Promise<Member | undefined>>();

  constructor(database: { readonly read: Reader }, lanes: LaneContext) {
    this.#database = database;
    this.#lanes = lanes;
  }

  /** The member if it is in memory. */
  find(account: AccountId): Member | undefined {
    return this.#members.get(account);
  }

  /** The account's connection, if it is online. */
  clientOf(account: AccountId): Client | undefined {
    return this.#members.get(account)?.client;
  }

  /** The member, from the database when necessary; undefined when there is no such account. */
  async load(account: AccountId): Promise<Member | undefined> {
    const known = this.#members.get(account);
    if (known) {
      known.usedAt = this.#lanes.now();
      return known;
    }
    const loading = this.#loading.get(account) ?? this.#startLoading(account);
    return loading;
  }

  createLane(device: { id: Lane['device']; key: Uint8Array }): Lane {
    return new Lane(device.id, device.key, [], this.#lanes);
  }

  *online(): Generator<Member> {
    for (const member of this.#members.values()) if (member.client) yield member;
  }

  /** Forgets those who have been offline and unneeded for a while. */
  sweep(): void {
    const before = this.#lanes.now() - FORGET_AFTER_MS;
    for (const [account, member] of this.#members) {
      if (!member.client && member.usedAt < before && [...member.devices.values()].every((lane) => lane.isIdle)) {
        this.#members.delete(account);
      }
    }
  }

  #startLoading(account: AccountId): Promise<Member | undefined> {
    const loading = this.#read(account).finally(() => this.#loading.delete(account));
    this.#loading.set(account, loading);
    return loading;
  }

  async #read(id: AccountId): Promise<Member | undefined> {
    const db = this.#database.read;
    const [account, devices, friends] = await Promise.all([
      findAccount(db, id),
      findDevices(db, [id]),
      friendsOf(db, id),
    ]);
    if (!account) return undefined;
    const deviceIds = devices.map((device) => device.id);
    const shares = deviceIds.length === 0 ? [] : await queueShares(db, deviceIds);
    const lanes = devices.map((device) => {
      const own = shares.filter((share) => share.device === device.id);
      return [device.id, new Lane(device.id, device.key, own, this.#lanes)] as const;
    });
    const published = new Set(devices.filter(({ isPublished }) => isPublished).map((device) => device.id));
    const member: Member = {
      account: id,
      profile: account.profile,
      login: account.session,
      friends: new Map(friends.map(({ friend, since }) => [friend, since])),
      devices: new Map(lanes),
      lanes: new Map(lanes.filter(([device]) => published.has(device))),
      client: undefined,
      buckets: new Map(),
      usedAt: this.#lanes.now(),
    };
    this.#members.set(id, member);
    return member;
  }
}
