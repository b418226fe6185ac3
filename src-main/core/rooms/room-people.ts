import { isDeepStrictEqual } from 'node:util';
import {
  type AccountId,
  type Channel,
  type DeviceId,
  devicesDigest,
  type ListedMember,
  type Presence,
  type RoomId,
} from '../../../protocol/index.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import { patiently } from '../patience.ts';
import type { Store } from '../store/store.ts';

/** Who is in a room, as the server has it. Whether they are is the log's to say. */
export interface RoomList {
  members: ListedMember[];
  addresses: DeviceAddress[];
  /** names the devices for the server */
  digest: Uint8Array;
}

export interface RoomPeopleParts {
  store: Pick<Store, 'run'>;
  /** @throws ChannelError while there is no connection */
  channel(): Pick<Channel, 'request'>;
}

/** The server's lists of members with their devices, kept until something has changed. */
export class RoomPeople {
  readonly #parts: RoomPeopleParts;
  readonly #lists = new Map<RoomId, Promise<RoomList>>();
  readonly #present = new Map<RoomId, RoomList>();
  readonly #presences = new Map<AccountId, Presence>();
  /** of each list that is on its way: who was heard of meanwhile */
  readonly #heard = new Set<Set<AccountId>>();

  constructor(parts: RoomPeopleParts) {
    this.#parts = parts;
  }

  /** Rejects as a request does. */
  list(room: RoomId): Promise<RoomList> {
    const known = this.#lists.get(room);
    if (known) return known;
    const fetching = this.#fetch(room);
    this.#lists.set(room, fetching);
    fetching.then(
      (list) => this.#present.set(room, list),
      () => {
        if (this.#lists.get(room) === fetching) this.#lists.delete(room);
      },
    );
    return fetching;
  }

  /** The list that was last fetched. */
  lately(room: RoomId): RoomList | undefined {
    return this.#present.get(room);
  }

  /** As the server said last, in a list or by itself. */
  presenceOf(account: AccountId): Presence {
    return this.#presences.get(account) ?? 'offline';
  }

  setPresence(account: AccountId, presence: Presence): void {
    this.#presences.set(account, presence);
    for (const heard of this.#heard) heard.add(account);
  }

  /** The next time it is fetched anew: who is there, or with which devices, has changed. */
  outdated(room: RoomId): void {
    this.#lists.delete(room);
  }

  /** The connection is gone. */
  allOutdated(): void {
    this.#lists.clear();
    this.#present.clear();
    this.#presences.clear();
  }

  async #fetch(room: RoomId): Promise<RoomList> {
    const heard = new Set<AccountId>();
    this.#heard.add(heard);
    const members = await this.#pages(room).finally(() => this.#heard.delete(heard));
    for (const { profile, presence } of members) {
      if (!heard.has(profile.account)) this.#presences.set(profile.account, presence);
    }
    await this.#keepProfiles(room, members);
    return toList(members);
  }

  async #pages(room: RoomId): Promise<ListedMember[]> {
    const members: ListedMember[] = [];
    for (;;) {
      const after = members.at(-1)?.profile.account;
      const question = after === undefined ? { room } : { room, after };
      const page = await patiently(() => this.#parts.channel().request('room.members', question));
      members.push(...page.members);
      if (!page.more || page.members.length === 0) return members;
    }
  }

  async #keepProfiles(room: RoomId, members: ListedMember[]): Promise<void> {
    const before = new Map(this.lately(room)?.members.map(({ profile }) => [profile.account, profile]));
    const profiles = members.map(({ profile }) => profile);
    const changed = profiles.filter((profile) => !isDeepStrictEqual(profile, before.get(profile.account)));
    if (changed.length > 0) await this.#parts.store.run('savePeople', changed);
  }
}

function toList(members: ListedMember[]): RoomList {
  const addresses = members.flatMap(({ profile: { account }, devices }) =>
    devices.map((device: DeviceId) => ({ account, device })),
  );
  return { members, addresses, digest: devicesDigest(addresses.map(({ device }) => device)) };
}
