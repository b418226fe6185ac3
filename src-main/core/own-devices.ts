import { isDeepStrictEqual } from 'node:util';
import type { Channel, DeviceId } from '../../protocol/index.ts';
import type { NewDevice } from '../contract/model.ts';
import type { Store } from './store/store.ts';

export interface OwnDevicesParts {
  store: Pick<Store, 'run'>;
  /** there are others now to tell of */
  changed(): void;
}

/** Tells the person of every device that was signed in on with their account, until they have seen it. */
export class OwnDevices {
  readonly #parts: OwnDevicesParts;
  #unseen: NewDevice[] = [];

  constructor(parts: OwnDevicesParts) {
    this.#parts = parts;
  }

  /** The newest first. */
  get unseen(): NewDevice[] {
    return this.#unseen;
  }

  async load(): Promise<void> {
    this.#unseen = await this.#parts.store.run('newDevices');
  }

  /** Asks the server which devices there are, and which came and went meanwhile. Rejects as a request does. */
  async look(channel: Pick<Channel, 'request'>): Promise<void> {
    const [{ devices }, { logins }] = await Promise.all([
      channel.request('account.devices', {}),
      channel.request('account.logins', {}),
    ]);
    this.#set(await this.#parts.store.run('noteOwnDevices', { devices, logins }));
  }

  /** The person has seen these. */
  async dismiss(devices: DeviceId[]): Promise<void> {
    this.#set(await this.#parts.store.run('dismissNewDevices', devices));
  }

  #set(unseen: NewDevice[]): void {
    if (isDeepStrictEqual(unseen, this.#unseen)) return;
    this.#unseen = unseen;
    this.#parts.changed();
  }
}
