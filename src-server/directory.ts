import type { AccountId, DeviceId } from '../protocol/index.ts';
import { Lane, type LaneContext } from './delivery/lane.ts';
import { Line } from './delivery/line.ts';
import type { Client, Member } from './member.ts';
import { type Account, findAccounts } from './store/accounts.ts';
import { blocksOf } from './store/blocks.ts';
import type { Reader } from './store/database.ts';
import { type Device, findDevices } from './store/devices.ts';
import { type Friendship, friendshipsOf } from './store/friendships.ts';
import { type QueueShare, queueShares } from './store/queue.ts';

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
    if (!this.#loading.has(account)) this.#startLoading([account]);
    return this.#loading.get(account);
  }

  /**
   * The member if it is in memory, or about to be: who has changed the database without loading it changes it here.
   * When it cannot be loaded, who asked for it is told.
   */
  async known(account: AccountId): Promise<Member | undefined> {
    if (!this.#members.has(account)) await Promise.allSettled([this.#loading.get(account)]);
    return this.#members.get(account);
  }

  /** The account is deleted. */
  forget(account: AccountId): void {
    this.#members.delete(account);
  }

  /** Those of the members that exist, with a few queries for all that are not in memory. */
  async loadAll(accounts: readonly AccountId[]): Promise<Map<AccountId, Member>> {
    const missing = accounts.filter((account) => !this.#members.has(account) && !this.#loading.has(account));
    if (missing.length > 0) this.#startLoading(missing);
    const members = await Promise.all(accounts.map((account) => this.load(account)));
    return new Map(members.flatMap((member) => (member ? [[member.account, member] as const] : [])));
  }

  /** The way to a new device of the account. */
  createLane({ account, friends }: Member, device: { id: Lane['device']; key: Uint8Array }): Lane {
    const isFriend = isFriendOf(account, friends);
    return new Lane(device.id, device.key, { shares: [], isFriend }, this.#lanes);
  }

  *online(): Generator<Member> {
    for (const member of this.#members.values()) if (member.client) yield member;
  }

  /** Forgets those who have been offline and unneeded for a while. @returns who they are */
  sweep(): AccountId[] {
    const forgotten: AccountId[] = [];
    const before = this.#lanes.now() - FORGET_AFTER_MS;
    for (const [account, member] of this.#members) {
      const isConnected = member.client !== undefined || member.transfers.size > 0;
      if (!isConnected && member.usedAt < before && [...member.devices.values()].every((lane) => lane.isIdle)) {
        this.#members.delete(account);
        forgotten.push(account);
      }
    }
    return forgotten;
  }

  #startLoading(accounts: readonly AccountId[]): void {
    const reading = this.#read(accounts);
    for (const account of accounts)
      this.#loading.set(
        account,
        reading.then(() => this.#members.get(account)),
      );
  }

  /** Puts those that exist into memory. */
  async #read(ids: readonly AccountId[]): Promise<void> {
    try {
      const db = this.#database.read;
      const [accounts, devices, friendships, blocks] = await Promise.all([
        findAccounts(db, ids),
        findDevices(db, ids),
        friendshipsOf(db, ids),
        blocksOf(db, ids),
      ]);
      const deviceIds = devices.map((device) => device.id);
      const shares = deviceIds.length === 0 ? [] : await queueShares(db, deviceIds);
      const devicesOf = Map.groupBy(devices, (device) => device.account);
      const friendsOf = Map.groupBy(friendships, (friendship) => friendship.account);
      const blockedBy = Map.groupBy(blocks, (block) => block.account);
      const sharesOf = Map.groupBy(shares, (share) => share.device);
      for (const account of accounts) {
        const { account: id } = account.profile;
        const member = this.#toMember(account, devicesOf.get(id) ?? [], friendsOf.get(id) ?? [], sharesOf);
        for (const { blocked } of blockedBy.get(id) ?? []) member.blocked.add(blocked);
        this.#members.set(id, member);
      }
    } finally {
      for (const id of ids) this.#loading.delete(id);
    }
  }

  #toMember(
    account: Account,
    devices: readonly Device[],
    friends: readonly Friendship[],
    shares: ReadonlyMap<DeviceId, QueueShare[]>,
  ): Member {
    const { account: id } = account.profile;
    const friendsSince = new Map(friends.map(({ friend, since }) => [friend, since]));
    const isFriend = isFriendOf(id, friendsSince);
    const lanes = devices.map(
      ({ id, key }) => [id, new Lane(id, key, { shares: shares.get(id) ?? [], isFriend }, this.#lanes)] as const,
    );
    const published = new Set(devices.filter(({ isPublished }) => isPublished).map((device) => device.id));
    return {
      account: id,
      profile: account.profile,
      status: account.status,
      login: account.session,
      friends: friendsSince,
      blocked: new Set(),
      devices: new Map(lanes),
      lanes: new Map(lanes.filter(([device]) => published.has(device))),
      sending: new Line(),
      client: undefined,
      transfers: new Set(),
      buckets: new Map(),
      usedAt: this.#lanes.now(),
    };
  }
}

/**
 * Who writes to the account as a friend; its own devices do too. The map is the member's, as it is when it is asked.
 */
function isFriendOf(account: AccountId, friends: Member['friends']): (other: AccountId) => boolean {
  return (other) => other === account || friends.has(other);
}
