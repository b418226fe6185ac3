import type { Transaction } from 'kysely';
import type { DeviceId } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import type { DeviceAddress, EstablishRequest } from '../e2ee/exchange.ts';
import { Ratchets } from '../e2ee/ratchets.ts';
import type { OwnIdentity } from './history.ts';
import { meetDevice } from './known-devices.ts';
import type { Schema } from './schema.ts';

/** Refused are the devices whose keys the account's identity key did not sign. The lines tell of new devices. */
export interface Established {
  refused: DeviceId[];
  messages: Message[];
}

export async function establish(
  transaction: Transaction<Schema>,
  own: OwnIdentity,
  { account, bundles, fresh, at }: EstablishRequest,
): Promise<Established> {
  const ratchets = await Ratchets.open(transaction, own);
  const refused: DeviceId[] = [];
  const messages: Message[] = [];
  for (const bundle of bundles) {
    const address = { account, device: bundle.device };
    const isThere = !fresh && (await ratchets.isWith(address, bundle));
    if (isThere || (await ratchets.begin(account, bundle)))
      messages.push(...(await meetDevice(transaction, own.account, address, at)));
    else refused.push(bundle.device);
  }
  await ratchets.save();
  return { refused, messages };
}

/** Whether something was ever encrypted for that device, or came from it. */
export async function hasSession(
  transaction: Transaction<Schema>,
  { account, device }: DeviceAddress,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('session')
    .select('device')
    .where('account', '=', account)
    .where('device', '=', device)
    .executeTakeFirst();
  return row !== undefined;
}
