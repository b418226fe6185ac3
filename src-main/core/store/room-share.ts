import type { Transaction } from 'kysely';
import {
  type AccountId,
  type DeviceId,
  type MessageId,
  ROOM_SHARED_AT_ONCE,
  type RoomId,
  type RoomState,
  type Timestamp,
} from '../../../protocol/index.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import { writePlaintext } from '../e2ee/plaintext.ts';
import { Ratchets } from '../e2ee/ratchets.ts';
import { SenderKeys } from '../e2ee/sender-keys.ts';
import { newMessageId } from '../message-id.ts';
import { Audiences, type Reader } from './audiences.ts';
import type { History } from './history.ts';
import { lastNumber } from './numbers.ts';
import {
  addReader,
  findReaders,
  findRoomKey,
  forgetRoomKey,
  newRoomKey,
  type RoomKey,
  settleRoomKey,
  whoMayRead,
} from './room-keys.ts';
import type { RoomReaderRow } from './room-schema.ts';
import { standingIn } from './room-seal.ts';
import type { Schema } from './schema.ts';

export interface ShareRequest {
  room: RoomId;
  sentAt: Timestamp;
  /** all that the server sends messages in the room to, this one too */
  listed: DeviceAddress[];
  digest: Uint8Array;
  /** their keys could not be had, or are not by their account: they get nothing for now */
  without: DeviceId[];
}

export type ShareResult =
  | { kind: 'shared'; otherKeys: AccountId[] }
  /** bring the envelopes to their devices, begin the sessions, and ask again */
  | {
      kind: 'sharing';
      distribution: string;
      envelopes: { device: DeviceId; messageId: MessageId; body: Uint8Array }[];
      withoutSession: DeviceAddress[];
      /** members whose keys, as far as they are known, are not those of the log: they get nothing */
      otherKeys: AccountId[];
    }
  | { kind: 'not-member' }
  | { kind: 'bad-room' };

/** Gives the key of this device to those that may read and lack it, as many as fit in one request. */
export async function shareRoomKey(
  transaction: Transaction<Schema>,
  history: Pick<History, 'own' | 'rooms'>,
  { room, sentAt, listed, digest, without }: ShareRequest,
): Promise<ShareResult> {
  const standing = await standingIn(transaction, history, room);
  if (standing.kind !== 'member') return standing;
  const ratchets = await Ratchets.open(transaction, history.own);
  const { sure, unknown, other: otherKeys } = await whoMayRead(transaction, history.own, standing.state);
  const others = listed.filter(({ device }) => device !== ratchets.here.device && !without.includes(device));
  const readable = others.filter(({ account }) => sure.has(account));
  const readers = await findReaders(transaction, room);
  const key = await presentKey(transaction, room, { readers, readable });

  const audiences = new Audiences(transaction, history.own);
  const next = (await lastNumber(transaction, room)) + 1;
  const lacking = readable.filter(({ device }) => readers.get(device)?.distribution !== key.distribution);
  const withoutSession = others.filter(({ account }) => unknown.has(account));
  const able: DeviceAddress[] = [];
  for (const address of lacking) (await ratchets.has(address)) ? able.push(address) : withoutSession.push(address);
  if (able.length === 0 && withoutSession.length === 0) {
    await makeKey(transaction, room, ratchets.here, key);
    const audience = await audiences.of(room, holdersOf(key, readers, standing.state), next);
    await settleRoomKey(transaction, room, { devices: digest, audience });
    return { kind: 'shared', otherKeys };
  }
  const sharing = { room, sentAt, key, readers, ratchets, audiences, next };
  const envelopes = await envelopesFor(transaction, sharing, able.slice(0, ROOM_SHARED_AT_ONCE));
  await ratchets.save();
  return { kind: 'sharing', distribution: key.distribution, envelopes, withoutSession, otherKeys };
}

/** Another key when one that has the present one may not read any more. */
async function presentKey(
  transaction: Transaction<Schema>,
  room: RoomId,
  { readers, readable }: { readers: Map<DeviceId, RoomReaderRow>; readable: DeviceAddress[] },
): Promise<RoomKey> {
  const key = await findRoomKey(transaction, room);
  if (!key) return newRoomKey(transaction, room);
  const mayRead = new Set(readable.map(({ device }) => device));
  const holders = [...readers.values()].filter(({ distribution }) => distribution === key.distribution);
  if (holders.every(({ device }) => mayRead.has(device))) return key;
  await forgetRoomKey(transaction, room);
  return newRoomKey(transaction, room);
}

/** Those that have the key, under the identity keys that the log has of their accounts. */
function holdersOf({ distribution }: RoomKey, readers: Map<DeviceId, RoomReaderRow>, { members }: RoomState): Reader[] {
  const holders = [...readers.values()].filter((reader) => reader.distribution === distribution);
  return holders.flatMap(({ account, device }) => {
    const member = members.get(account);
    return member ? [{ account, device, key: new Uint8Array(member.identity) }] : [];
  });
}

/** libsignal makes the key when it is first distributed, though it be to nobody. */
async function makeKey(
  transaction: Transaction<Schema>,
  room: RoomId,
  here: DeviceAddress,
  { distribution }: RoomKey,
): Promise<Uint8Array> {
  const senderKeys = new SenderKeys(transaction, room);
  const distributed = await senderKeys.distribute(here, distribution);
  await senderKeys.save();
  return distributed;
}

async function envelopesFor(
  transaction: Transaction<Schema>,
  { room, sentAt, key, readers, ratchets, audiences, next }: Sharing,
  devices: DeviceAddress[],
): Promise<Extract<ShareResult, { kind: 'sharing' }>['envelopes']> {
  const distribution = await makeKey(transaction, room, ratchets.here, key);
  const envelopes: Extract<ShareResult, { kind: 'sharing' }>['envelopes'] = [];
  for (const address of devices) {
    const { device } = address;
    const first = (await audiences.firstFor(room, address)) ?? next;
    if (!readers.has(device)) await addReader(transaction, room, address);
    const messageId = newMessageId();
    const header = { id: messageId, from: ratchets.here, to: room, sentAt };
    const plaintext = writePlaintext(header, { kind: 'room-key', distribution, next: first });
    envelopes.push({ device, messageId, body: await ratchets.encrypt(address, plaintext) });
  }
  return envelopes;
}

interface Sharing {
  room: RoomId;
  sentAt: Timestamp;
  key: RoomKey;
  readers: Map<DeviceId, RoomReaderRow>;
  ratchets: Ratchets;
  audiences: Audiences;
  /** the number of the next text */
  next: number;
}
