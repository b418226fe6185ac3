import { createHash } from 'node:crypto';
import {
  type AccountId,
  type Channel,
  OperationError,
  type Request,
  ROOM_ADDED_AT_ONCE,
  type RoomAction,
  type RoomId,
  type RoomRules,
  type RoomSighting,
} from '../../../protocol/index.ts';
import { ContractError } from '../../contract/errors.ts';
import type { Identities } from '../e2ee/identities.ts';
import { patiently, severalAtOnce } from '../patience.ts';
import type { WrittenRecord } from '../store/room-writing.ts';
import type { Store } from '../store/store.ts';
import type { RoomSync } from './room-sync.ts';

export interface RoomDeedsParts {
  store: Pick<Store, 'run'>;
  sync: RoomSync;
  identities: Pick<Identities, 'find' | 'refresh'>;
  isFriend(account: AccountId): boolean;
  /** @throws ContractError `offline` */
  channel(): Pick<Channel, 'request'>;
  /** wall clock */
  now: () => number;
}

/** Others may be changing the room too. */
const ATTEMPTS = 8;
const ACCOUNTS_AT_ONCE = 50;

/** How a room begins when the person does not say. */
const USUAL_RULES: RoomRules = { entry: 'approval', question: '', membersInvite: true };

/**
 * What the person does to rooms: records, signed in the thread that has the identity. All reject with ContractError `offline`,
 * `not-found` (no member), `not-allowed`, `bad-room`, and as requests do.
 */
export class RoomDeeds {
  readonly #parts: RoomDeedsParts;

  constructor(parts: RoomDeedsParts) {
    this.#parts = parts;
  }

  /** Makes a room with those in it who have keys. */
  async create({ name, members, rules = USUAL_RULES }: NewRoom): Promise<RoomId> {
    const { store, sync, channel, now } = this.#parts;
    // first: what fails here leaves no room behind
    const { keyed } = await this.#keysOf(members);
    const first = await store.run('writeFirst', { name: name.trim(), rules, at: now() });
    const { room } = await channel().request('room.create', { first });
    await sync.take(room, 0, [first]);
    await this.#addAll(room, keyed);
    return room;
  }

  /** Also rejects with `already-member`, `no-keys`, `keys-changed`: who can be is added all the same. */
  async add(room: RoomId, accounts: AccountId[]): Promise<void> {
    const { keyed, failure } = await this.#keysOf(accounts);
    const added = await this.#addAll(room, keyed);
    if (failure) throw failure;
    if (added === 0) throw new ContractError('already-member');
  }

  /** An admin vouches for a member's new keys. Also rejects with `no-keys`, `keys-changed`. */
  async acceptKeys(room: RoomId, account: AccountId): Promise<void> {
    const { identities, channel } = this.#parts;
    await identities.refresh(channel(), account);
    const identity = identities.find(account);
    if (!identity) throw new ContractError('no-keys');
    if (identity.trust === 'changed') throw new ContractError('keys-changed');
    await this.perform(room, () => ({ kind: 'rekey', member: { account, identity: identity.key } }));
  }

  /** The picture, or none. */
  async setAvatar(room: RoomId, picture: Uint8Array | undefined): Promise<void> {
    const hash = picture && createHash('sha256').update(picture).digest();
    const action = hash ? ({ kind: 'avatar', hash } as const) : ({ kind: 'avatar' } as const);
    await this.perform(room, () => action, picture ? { picture } : {});
  }

  /** Comes into an open room. Undefined when it is not open. */
  async join(sighting: RoomSighting): Promise<true | undefined> {
    const { store, sync, channel, now } = this.#parts;
    const { room } = sighting;
    return this.#whileItChanges(async (attempt) => {
      const { head: follows } = attempt === 0 ? sighting : await this.find(String(-room));
      if (!follows) return undefined;
      const record = await store.run('writeJoin', { room, follows, at: now() });
      await channel().request('room.append', { room, record });
      await sync.fetch(room);
      return true;
    });
  }

  find(query: string): Promise<RoomSighting> {
    return this.#parts.channel().request('room.find', { query });
  }

  /** Signs a record and adds it to the log, after whatever others do meanwhile. `action` gets the time of the record. */
  async perform(
    room: RoomId,
    action: (at: number) => RoomAction,
    more: Pick<Request<'room.append'>, 'picture'> = {},
  ): Promise<void> {
    const { store, sync, channel, now } = this.#parts;
    await this.#whileItChanges(async (attempt) => {
      if (attempt > 0) await sync.fetch(room);
      const at = now();
      const record = signed(await store.run('writeRecord', { room, action: action(at), at }));
      const { seq } = await patiently(() => channel().request('room.append', { room, record, ...more }));
      await sync.take(room, seq, [record]);
    });
  }

  async #whileItChanges<R>(work: (attempt: number) => Promise<R>): Promise<R> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work(attempt);
      } catch (error) {
        const isStale = error instanceof OperationError && error.is('room-changed');
        if (!isStale || attempt + 1 === ATTEMPTS) throw error;
      }
    }
  }

  /** How many were added: those who are in already are left out. */
  async #addAll(room: RoomId, keyed: Keyed[]): Promise<number> {
    let added = 0;
    for (let start = 0; start < keyed.length; start += ROOM_ADDED_AT_ONCE) {
      added += await this.#addSome(room, keyed.slice(start, start + ROOM_ADDED_AT_ONCE));
    }
    return added;
  }

  async #addSome(room: RoomId, keyed: Keyed[]): Promise<number> {
    for (let attempt = 0; ; attempt++) {
      const present = new Set(await this.#parts.store.run('roomMembers', room));
      const members = keyed.filter(({ account }) => !present.has(account));
      if (members.length === 0) return 0;
      try {
        await this.perform(room, () => ({ kind: 'add', members }));
        return members.length;
      } catch (error) {
        const cameMeanwhile = error instanceof OperationError && error.is('already-member');
        if (!cameMeanwhile || attempt > 0) throw error;
        await this.#parts.sync.fetch(room);
      }
    }
  }

  async #keysOf(accounts: AccountId[]): Promise<{ keyed: Keyed[]; failure?: ContractError }> {
    const { identities, channel, isFriend } = this.#parts;
    const failed: ContractError[] = [];
    // The server tells of a friend's new keys by itself.
    const unsure = accounts.filter((account) => !isFriend(account) || !identities.find(account));
    await severalAtOnce(unsure, ACCOUNTS_AT_ONCE, async (account) => {
      const refreshed = patiently(() => identities.refresh(channel(), account));
      await refreshed.catch((error) => failed.push(whyWithoutKeys(error, isFriend(account))));
    });
    const keyed = accounts.flatMap((account) => {
      const identity = identities.find(account);
      if (identity?.trust === 'changed') failed.push(new ContractError('keys-changed'));
      return identity && identity.trust !== 'changed' ? [{ account, identity: identity.key }] : [];
    });
    const [failure] = failed;
    return failure ? { keyed, failure } : { keyed };
  }
}

export interface NewRoom {
  name: string;
  members: AccountId[];
  rules?: RoomRules | undefined;
}

interface Keyed {
  account: AccountId;
  identity: Uint8Array;
}

function signed(written: WrittenRecord) {
  switch (written.kind) {
    case 'signed':
      return written.record;
    case 'not-member':
      throw new ContractError('not-found');
    default:
      throw new ContractError(written.kind);
  }
}

/** A friend who never signed in has no keys; of strangers one is told nothing. Anything else is no answer. */
function whyWithoutKeys(error: unknown, isFriend: boolean): ContractError {
  if (error instanceof OperationError && error.is('not-found')) {
    return new ContractError(isFriend ? 'no-keys' : 'not-friends');
  }
  if (error instanceof ContractError && error.code === 'bad-keys') return error;
  throw error;
}
