import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DeviceId } from '../../protocol/index.ts';
import { addressGroups } from '../address.ts';
import type { Secrets } from '../identity.ts';
import { nameKey } from './names.ts';

const PASS_LABEL = 'miyu/1 device pass';

/**
 * Whose wrong passwords and codes are counted together for one name: everybody's at an address, or those of a device
 * that the account has signed in on. So whoever guesses holds up nobody elsewhere, and nobody holds up the person at
 * their own device.
 */
export type Guesser = string & { readonly brand: unique symbol };

export function guesserAt(address: string): Guesser {
  return (addressGroups(address).at(-1) ?? address) as Guesser;
}

export function guesserOn(device: DeviceId): Guesser {
  return `device ${device}` as Guesser;
}

/**
 * What a device shows at its next login to be known: it signs nobody in, it only has wrong passwords counted apart.
 * @param name the account's; it is never given to another
 */
export function devicePass(secrets: Pick<Secrets, 'token'>, name: string, device: DeviceId): Buffer {
  return createHmac('sha256', secrets.token)
    .update(`${PASS_LABEL} ${device} ${nameKey(name)}`)
    .digest();
}

/** Who tries to log in from there: the device that it has the pass of, otherwise anybody at that address. */
export function guesserFor(
  secrets: Pick<Secrets, 'token'>,
  name: string,
  address: string,
  { id, pass }: { id?: DeviceId | undefined; pass?: Uint8Array | undefined },
): Guesser {
  const isKnown = id !== undefined && pass !== undefined && timingSafeEqual(devicePass(secrets, name, id), pass);
  return isKnown ? guesserOn(id) : guesserAt(address);
}
