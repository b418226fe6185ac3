import type { Transaction } from 'kysely';
import type { DeviceId } from '../../../protocol/index.ts';
import type { DeviceAddress, EstablishRequest } from '../e2ee/exchange.ts';
import { Ratchets } from '../e2ee/ratchets.ts';
import type { OwnIdentity } from './history.ts';
import type { Schema } from './schema.ts';

export async function establish(
  transaction: Transaction<Schema>,
  own: OwnIdentity,
  { account, bundles, fresh }: EstablishRequest,
): Promise<{ refused: DeviceId[] }> {
  const ratchets = await Ratchets.open(transaction, own);
  const refused: DeviceId[] = [];
  for (const bundle of bundles) {
    const isThere = !fresh && (await ratchets.isWith({ account, device: bundle.device }, bundle));
    if (!isThere && !(await ratchets.begin(account, bundle))) refused.push(bundle.device);
  }
  await ratchets.save();
  return { refused };
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
