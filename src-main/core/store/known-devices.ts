import type { Transaction } from 'kysely';
import type { AccountId, DeviceId, Timestamp } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import { newMessageId } from '../message-id.ts';
import { addLine } from './messages.ts';
import { noteNewDevice } from './new-devices.ts';
import type { Schema } from './schema.ts';

/** The devices that the server lists of an account. */
export interface ListedDevices {
  account: AccountId;
  devices: DeviceId[];
}

/** The first list that names any device of an account says which ones are no news. Later lists change nothing. */
export async function takeBaseline(transaction: Transaction<Schema>, lists: ListedDevices[]): Promise<void> {
  const rows = await transaction.selectFrom('device_baseline').select('account').execute();
  const taken = new Set(rows.map(({ account }) => account));
  for (const { account, devices } of lists) {
    if (devices.length === 0 || taken.has(account)) continue;
    await transaction.insertInto('device_baseline').values({ account }).execute();
    for (const device of devices) await makeKnown(transaction, { account, device });
    taken.add(account);
  }
}

/**
 * A session with the device has begun, by keys that the account's identity key has signed. The line that tells of the
 * device, when it is new and there is a chat with its owner. One's own is noted for the person.
 */
export async function meetDevice(
  transaction: Transaction<Schema>,
  own: AccountId,
  address: DeviceAddress,
  at: Timestamp,
): Promise<Message[]> {
  const isNew = await makeKnown(transaction, address);
  if (!isNew || !(await hasBaseline(transaction, address.account))) return [];
  if (address.account === own) {
    await noteNewDevice(transaction, { device: address.device, name: '', time: at });
    return [];
  }
  return tellOfDevice(transaction, address.account, at);
}

/** The account has new keys, and all of its devices with it: the next list is the first again. */
export async function forgetDevicesOf(transaction: Transaction<Schema>, account: AccountId): Promise<void> {
  await transaction.deleteFrom('known_device').where('account', '=', account).execute();
  await transaction.deleteFrom('device_baseline').where('account', '=', account).execute();
}

/** Whether it was not known before. */
export async function makeKnown(
  transaction: Transaction<Schema>,
  { account, device }: DeviceAddress,
): Promise<boolean> {
  const row = await transaction
    .insertInto('known_device')
    .values({ account, device })
    .onConflict((conflict) => conflict.doNothing())
    .returning('device')
    .executeTakeFirst();
  return row !== undefined;
}

export async function hasBaseline(transaction: Transaction<Schema>, account: AccountId): Promise<boolean> {
  const row = await transaction
    .selectFrom('device_baseline')
    .select('account')
    .where('account', '=', account)
    .executeTakeFirst();
  return row !== undefined;
}

async function tellOfDevice(transaction: Transaction<Schema>, account: AccountId, at: Timestamp): Promise<Message[]> {
  const chat = await transaction
    .selectFrom('conversation')
    .innerJoin('identity', 'identity.account', 'conversation.id')
    .select('identity.trust')
    .where('conversation.id', '=', account)
    .executeTakeFirst();
  if (!chat) return [];
  const line = await addLine(transaction, {
    id: newMessageId(),
    conversation: account,
    kind: 'new-device',
    own: false,
    author: account,
    sentAt: at,
    detail: chat.trust === 'verified' ? 'verified' : '',
  });
  return line ? [line] : [];
}
