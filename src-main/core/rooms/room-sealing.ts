import type { AccountId, Channel, DeviceId, RoomId } from '../../../protocol/index.ts';
import { describe } from '../describe.ts';
import type { Bundles } from '../e2ee/bundles.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import type { Identities } from '../e2ee/identities.ts';
import { DevicesGoneError, SealError } from '../e2ee/sealing.ts';
import type { Log } from '../log.ts';
import { patiently, severalAtOnce } from '../patience.ts';
import type { RoomSealRequest, RoomSealResult } from '../store/room-seal.ts';
import type { ShareResult } from '../store/room-share.ts';
import type { Store } from '../store/store.ts';
import { TurnBatch } from '../turn-batch.ts';
import type { RoomList, RoomPeople } from './room-people.ts';

/** One ciphertext for a whole room, and the devices it was made for, as their digest. */
export interface RoomCiphertext {
  devices: Uint8Array;
  body: Uint8Array;
}

export interface RoomSealingParts {
  store: Pick<Store, 'run'>;
  people: RoomPeople;
  bundles: Pick<Bundles, 'establish'>;
  identities: Pick<Identities, 'refresh'>;
  /** @throws ChannelError while there is no connection */
  channel(): Pick<Channel, 'request'>;
  /** wall clock */
  now: () => number;
  log: Log;
}

/** Accounts whose keys are asked for at the same time. */
const ACCOUNTS_AT_ONCE = 50;
/** Somebody comes while the key is being given away: they get it the next time round. */
const ATTEMPTS = 5;

type Sharing = Extract<ShareResult, { kind: 'sharing' }>;
type Seal = Omit<RoomSealRequest, 'devices'>;

/** Encrypts for rooms, after everybody who may read has got the key of this device. */
export class RoomSealing {
  readonly #parts: RoomSealingParts;
  readonly #seals: TurnBatch<RoomSealRequest, Map<RoomSealRequest, RoomSealResult>>;
  /** what shares a key at the moment; who needs the same waits for it */
  readonly #sharing = new Map<RoomId, Promise<void>>();
  readonly #lookedAt = new Set<AccountId>();

  constructor(parts: RoomSealingParts) {
    this.#parts = parts;
    this.#seals = new TurnBatch((requests) => this.#sealAll(requests));
  }

  /** Who has other keys than those in a log is looked at again: a log, or the connection, is new. */
  lookAgain(): void {
    this.#lookedAt.clear();
  }

  /** @throws SealError `not-member`, `refused`; ContractError `storage`; OperationError, ChannelError of getting the keys */
  async seal(request: Seal): Promise<RoomCiphertext> {
    const { room } = request;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const list = await this.#parts.people.list(room);
      const asked = { ...request, devices: list.digest };
      const result = (await this.#seals.add(asked)).get(asked) ?? { kind: 'unshared' };
      if (result.kind === 'sealed') return { devices: list.digest, body: result.body };
      if (result.kind !== 'unshared') throw obstacle(result.kind);
      await this.#shareOnce(room, list);
    }
    throw new SealError('refused');
  }

  async #sealAll(requests: RoomSealRequest[]): Promise<Map<RoomSealRequest, RoomSealResult>> {
    const results = await this.#parts.store.run('sealForRooms', requests);
    return new Map(requests.map((request, index) => [request, results[index] ?? { kind: 'unshared' }]));
  }

  #shareOnce(room: RoomId, list: RoomList): Promise<void> {
    const before = this.#sharing.get(room);
    if (before) return before;
    const sharing = this.#share(room, list).finally(() => this.#sharing.delete(room));
    this.#sharing.set(room, sharing);
    return sharing;
  }

  /** Until all that may read have the key, apart from those whose own keys cannot be had. */
  async #share(room: RoomId, { addresses: listed, digest }: RoomList): Promise<void> {
    const { store, now } = this.#parts;
    const without = new Set<DeviceId>();
    const tried = new Set<DeviceId>();
    for (;;) {
      // what the envelopes say inside, too
      const sentAt = now();
      const request = { room, sentAt, listed, digest, without: [...without] };
      const result = await store.run('shareRoomKey', request);
      if (result.kind === 'not-member' || result.kind === 'bad-room') throw obstacle(result.kind);
      const news = await this.#lookAt(result.otherKeys);
      if (result.kind === 'sharing') {
        const beginning = this.#beginAll(result.withoutSession, { without, tried });
        await Promise.all([this.#bring({ room, sentAt }, result, without), beginning]);
      } else if (!news) return;
    }
  }

  async #bring(
    { room, sentAt }: { room: RoomId; sentAt: number },
    { distribution, envelopes }: Sharing,
    without: Set<DeviceId>,
  ): Promise<void> {
    if (envelopes.length === 0) return;
    const { store, people, channel } = this.#parts;
    const { stale } = await patiently(() => channel().request('room.share', { room, sentAt, envelopes }));
    const devices = envelopes.map(({ device }) => device).filter((device) => !stale.includes(device));
    await store.run('roomKeyShared', { room, distribution, devices });
    if (stale.length === 0) return;
    for (const device of stale) without.add(device);
    people.outdated(room);
  }

  async #beginAll(
    devices: DeviceAddress[],
    { without, tried }: { without: Set<DeviceId>; tried: Set<DeviceId> },
  ): Promise<void> {
    const fresh = devices.filter(({ device }) => !tried.has(device));
    for (const { device } of devices) {
      if (tried.has(device)) without.add(device);
      tried.add(device);
    }
    const accounts = [...Map.groupBy(fresh, ({ account }) => account).values()];
    await severalAtOnce(accounts, ACCOUNTS_AT_ONCE, (addresses) => this.#begin(addresses, without));
  }

  /** Somebody whose keys are not in order keeps nobody else from reading. */
  async #begin(addresses: DeviceAddress[], without: Set<DeviceId>): Promise<void> {
    try {
      await patiently(() => this.#parts.bundles.establish(addresses));
    } catch (error) {
      if (error instanceof DevicesGoneError) for (const device of error.devices) without.add(device);
      else if (error instanceof SealError) await this.#beginEach(addresses, without);
      else throw error;
    }
  }

  /** One of an account's devices is not in order: the others are tried without it. */
  async #beginEach(addresses: DeviceAddress[], without: Set<DeviceId>): Promise<void> {
    for (const address of addresses) {
      if (addresses.length > 1) await this.#begin([address], without);
      else without.add(address.device);
    }
  }

  /** Looks at certificates once: somebody may have new keys, for which an admin vouches. Whether there was one to look at. */
  async #lookAt(accounts: AccountId[]): Promise<boolean> {
    const { identities, channel, log } = this.#parts;
    const unseen = accounts.filter((account) => !this.#lookedAt.has(account));
    for (const account of unseen) this.#lookedAt.add(account);
    await severalAtOnce(unseen, ACCOUNTS_AT_ONCE, async (account) => {
      await patiently(() => identities.refresh(channel(), account)).catch((error) =>
        log(`keys not learned: ${describe(error)}`),
      );
    });
    return unseen.length > 0;
  }
}

function obstacle(kind: 'not-member' | 'bad-room'): SealError {
  return new SealError(kind === 'not-member' ? 'not-member' : 'refused');
}
