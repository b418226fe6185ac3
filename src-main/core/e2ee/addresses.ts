import type { AccountId, Channel, DeviceId } from '../../../protocol/index.ts';
import type { Contacts } from '../contacts.ts';
import type { DeviceAddress } from './exchange.ts';
import { SealError } from './sealing.ts';

export interface AddressesParts {
  /** oneself */
  own: AccountId;
  contacts: Pick<Contacts, 'find' | 'devicesOf' | 'setDevices'>;
  /** @throws ChannelError while there is no connection */
  channel(): Pick<Channel, 'request'>;
}

/**
 * The devices a message must be encrypted for: the recipient's and one's own others. The server names both together, and
 * whose a device is must be certain before a session with it begins.
 */
export class Addresses {
  readonly #parts: AddressesParts;
  /** one's own other devices, as far as the server has asked for them */
  #others: DeviceId[] = [];
  /** every device that is or was one's own, this one too; numbers are never given twice */
  readonly #ownEver = new Set<DeviceId>();
  #listing: Promise<void> | undefined;

  constructor(parts: AddressesParts) {
    this.#parts = parts;
  }

  /** @throws SealError when a friend has no device that could read it: the server would take the message all the same */
  of(recipient: AccountId): DeviceAddress[] {
    const { contacts } = this.#parts;
    const theirs = contacts.devicesOf(recipient).map((device) => ({ account: recipient, device }));
    if (theirs.length === 0 && contacts.find(recipient)) throw new SealError('untrusted-device');
    return [...theirs, ...this.#others.map((device) => ({ account: this.#parts.own, device }))];
  }

  /**
   * The server says which devices a message to that person was missing.
   * @throws SealError when the person has no devices left, and as a request does
   */
  async correct(recipient: AccountId, { missing, stale }: { missing: DeviceId[]; stale: DeviceId[] }): Promise<void> {
    const { contacts } = this.#parts;
    const before = contacts.devicesOf(recipient);
    if (missing.some((device) => !this.#ownEver.has(device) && !before.includes(device))) await this.#listOwn();
    const isOwn = (device: DeviceId) => this.#ownEver.has(device);
    const theirs = corrected(
      before,
      missing.filter((device) => !isOwn(device)),
      stale,
    );
    if (before.length > 0 && theirs.length === 0) throw new SealError('untrusted-device');
    contacts.setDevices(recipient, theirs);
    this.#others = corrected(this.#others, missing.filter(isOwn), stale);
  }

  #listOwn(): Promise<void> {
    this.#listing ??= this.#fetchOwn().finally(() => {
      this.#listing = undefined;
    });
    return this.#listing;
  }

  async #fetchOwn(): Promise<void> {
    const { devices } = await this.#parts.channel().request('account.devices', {});
    for (const { id } of devices) this.#ownEver.add(id);
  }
}

function corrected(devices: DeviceId[], missing: DeviceId[], stale: DeviceId[]): DeviceId[] {
  return [...new Set([...devices.filter((device) => !stale.includes(device)), ...missing])];
}
