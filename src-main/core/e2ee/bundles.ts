import { type AccountId, type Channel, type DeviceId, OperationError } from '../../../protocol/index.ts';
import { ContractError } from '../../contract/errors.ts';
import type { Changes } from '../changes.ts';
import type { Store } from '../store/store.ts';
import type { DeviceAddress } from './exchange.ts';
import type { Identities } from './identities.ts';
import { DevicesGoneError, SealError } from './sealing.ts';

export interface BundlesParts {
  store: Pick<Store, 'run'>;
  changes: Pick<Changes, 'messages'>;
  identities: Pick<Identities, 'meet'>;
  /** @throws ChannelError while there is no connection */
  channel(): Pick<Channel, 'request'>;
  /** wall clock */
  now: () => number;
}

/** Begins sessions with devices by the keys they have published. */
export class Bundles {
  readonly #parts: BundlesParts;
  /** by device: everybody who needs a session with it waits for the same keys */
  readonly #underWay = new Map<DeviceId, Promise<void>>();

  constructor(parts: BundlesParts) {
    this.#parts = parts;
  }

  /**
   * Begins a session with each; `fresh` also in place of one that works.
   * @throws SealError for keys that the person did not sign, DevicesGoneError; OperationError, ChannelError
   */
  async establish(devices: DeviceAddress[], { fresh = false } = {}): Promise<void> {
    const others = devices.filter(({ device }) => !this.#underWay.has(device));
    for (const [account, addresses] of Map.groupBy(others, (address) => address.account)) {
      const ids = addresses.map(({ device }) => device);
      this.#begin(account, ids, fresh);
    }
    await Promise.all(devices.map(({ device }) => this.#underWay.get(device)));
  }

  #begin(account: AccountId, devices: DeviceId[], fresh: boolean): void {
    const beginning = this.#fetchAndEstablish(account, devices, fresh).finally(() => {
      for (const device of devices) this.#underWay.delete(device);
    });
    for (const device of devices) this.#underWay.set(device, beginning);
  }

  async #fetchAndEstablish(account: AccountId, devices: DeviceId[], fresh: boolean): Promise<void> {
    const { store, identities, changes, channel, now } = this.#parts;
    const present = channel();
    const { certificate, bundles } = await present.request('keys.bundle', { account, devices }).catch(refuse);
    await identities.meet(present, account, certificate).catch(refuse);
    const wanted = bundles.filter(({ device }) => devices.includes(device));
    const { refused, messages } = await store.run('establish', { account, bundles: wanted, fresh, at: now() });
    changes.messages(messages);
    if (refused.length > 0) throw new SealError('untrusted-device');
    const found = new Set(wanted.map(({ device }) => device));
    const gone = devices.filter((device) => !found.has(device));
    if (gone.length > 0) throw new DevicesGoneError(gone);
  }
}

/** Keys that are not there, or are not that person's: nothing can be encrypted with them. */
function refuse(error: unknown): never {
  const isMissing = error instanceof OperationError && error.is('not-found');
  const isBad = error instanceof ContractError && error.code === 'bad-keys';
  throw isMissing || isBad ? new SealError('untrusted-device') : error;
}
