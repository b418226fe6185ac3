import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { AccountId, DeviceId, RoomId, RoomState } from '../../../protocol/index.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import type { OwnIdentity } from './history.ts';
import type { RoomReaderRow } from './room-schema.ts';
import type { Schema } from './schema.ts';

/** What this device writes with in a room: the name of libsignal's sender key, and for whom it was looked after. */
export interface RoomKey {
  distribution: string;
  /** the digest of the devices that have all been given it, as far as they may read */
  devices: Uint8Array | null;
  /** those devices, as they are counted; null until all have it */
  audience: number | null;
}

export async function findRoomKey(transaction: Transaction<Schema>, room: RoomId): Promise<RoomKey | undefined> {
  return transaction
    .selectFrom('room_key')
    .select(['distribution', 'devices', 'audience'])
    .where('room', '=', room)
    .executeTakeFirst();
}

/** A new key, which nobody has. */
export async function newRoomKey(transaction: Transaction<Schema>, room: RoomId): Promise<RoomKey> {
  const distribution = randomUUID();
  await transaction.insertInto('room_key').values({ room, distribution, devices: null }).execute();
  return { distribution, devices: null, audience: null };
}

/** Nothing is written with the key any more: the next message begins a new one. */
export async function forgetRoomKey(transaction: Transaction<Schema>, room: RoomId): Promise<void> {
  const key = await findRoomKey(transaction, room);
  if (!key) return;
  await transaction.deleteFrom('room_key').where('room', '=', room).execute();
  await transaction
    .deleteFrom('sender_key')
    .where('room', '=', room)
    .where('distribution', '=', key.distribution)
    .execute();
}

/** Every device that may read has the key: that audience. `devices`: the digest of the list that was looked through. */
export async function settleRoomKey(
  transaction: Transaction<Schema>,
  room: RoomId,
  { devices, audience }: { devices: Uint8Array; audience: number },
): Promise<void> {
  await transaction
    .updateTable('room_key')
    .set({ devices: new Uint8Array(devices), audience })
    .where('room', '=', room)
    .execute();
}

/** Who may read has changed, in that room or in all: it is looked at again before the next message. */
export async function unsettleRoomKeys(transaction: Transaction<Schema>, room?: RoomId): Promise<void> {
  await transaction
    .updateTable('room_key')
    .set({ devices: null })
    .where('devices', 'is not', null)
    .$if(room !== undefined, (query) => query.where('room', '=', room ?? null))
    .execute();
}

export async function findReaders(
  transaction: Transaction<Schema>,
  room: RoomId,
): Promise<Map<DeviceId, RoomReaderRow>> {
  const rows = await transaction.selectFrom('room_reader').selectAll().where('room', '=', room).execute();
  return new Map(rows.map((row) => [row.device, row]));
}

/** The device is about to be given a key. */
export async function addReader(
  transaction: Transaction<Schema>,
  room: RoomId,
  { account, device }: DeviceAddress,
): Promise<void> {
  await transaction.insertInto('room_reader').values({ room, account, device, distribution: null }).execute();
}

/** These devices have that key for certain. */
export async function setReaders(
  transaction: Transaction<Schema>,
  { room, distribution, devices }: { room: RoomId; distribution: string; devices: DeviceId[] },
): Promise<void> {
  await transaction
    .updateTable('room_reader')
    .set({ distribution })
    .where('room', '=', room)
    .where('device', 'in', devices)
    .execute();
}

/** The device has lost its key: it gets it again before the next message. */
export async function loseReader(transaction: Transaction<Schema>, room: RoomId, device: DeviceId): Promise<void> {
  await transaction
    .updateTable('room_reader')
    .set({ distribution: null })
    .where('room', '=', room)
    .where('device', '=', device)
    .execute();
  await unsettleRoomKeys(transaction, room);
}

/** The account has left, or has new keys. */
export async function forgetReader(transaction: Transaction<Schema>, room: RoomId, account: AccountId): Promise<void> {
  await transaction.deleteFrom('room_reader').where('room', '=', room).where('account', '=', account).execute();
}

/** The account has new keys: what comes by those it had before is not by it any more. */
export async function forgetWriter(transaction: Transaction<Schema>, room: RoomId, account: AccountId): Promise<void> {
  await transaction.deleteFrom('sender_key').where('room', '=', room).where('account', '=', account).execute();
}

export interface Reading {
  /** members whose keys are certified, those they came in with, and not in doubt */
  sure: Set<AccountId>;
  /** members whose certificate has never been seen */
  unknown: Set<AccountId>;
  /** members whose known keys are not those of the log */
  other: AccountId[];
}

/** Who of the members may read: by the log, and by what is known of their keys. */
export async function whoMayRead(
  transaction: Transaction<Schema>,
  own: OwnIdentity,
  state: RoomState,
): Promise<Reading> {
  const rows = await transaction.selectFrom('identity').select(['account', 'key', 'trust']).execute();
  const identities = new Map(rows.map((row) => [row.account, row]));
  const reading: Reading = { sure: new Set(), unknown: new Set(), other: [] };
  for (const [account, { identity }] of state.members) {
    const known = identities.get(account);
    const key = account === own.account ? own.keys.publicKey.serialize() : known?.key;
    if (!key) reading.unknown.add(account);
    else if (Buffer.compare(key, identity) !== 0) reading.other.push(account);
    else if (known?.trust !== 'changed') reading.sure.add(account);
  }
  return reading;
}
