import type { Transaction } from 'kysely';
import type { NewDevice } from '../../contract/model.ts';
import type { Schema } from './schema.ts';

/** The person is to hear of a device of their account. */
export async function noteNewDevice(
  transaction: Transaction<Schema>,
  { device, name, address, time }: NewDevice,
): Promise<void> {
  await transaction
    .insertInto('new_device')
    .values({ device, name, address: address ?? null, time })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
