import type { Transaction } from 'kysely';
import { headOf, type MessageId, type RoomId, SENDER_KEY_MESSAGE, type Timestamp } from '../../../protocol/index.ts';
import { type Content, isAct } from '../content.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import { writePlaintext } from '../e2ee/plaintext.ts';
import { SenderKeys } from '../e2ee/sender-keys.ts';
import type { History } from './history.ts';
import { stamp } from './numbers.ts';
import { noteAudience } from './outgoing.ts';
import { ownRegistration } from './own-keys.ts';
import { isBad } from './room-forks.ts';
import { findRoomKey } from './room-keys.ts';
import type { Schema } from './schema.ts';

/** Content to be encrypted for a room. */
export interface RoomSealRequest {
  room: RoomId;
  messageId: MessageId;
  sentAt: Timestamp;
  content: Content;
  /** the digest of the devices that the server sends it to */
  devices: Uint8Array;
}

export type RoomSealResult =
  | { kind: 'sealed'; body: Uint8Array }
  /** not all of the devices have been looked at: `shareRoomKey` until all that may read have the key */
  | { kind: 'unshared' }
  | { kind: 'not-member' }
  /** the log is not what members signed: who may read is not certain */
  | { kind: 'bad-room' };

/** Encrypts what was asked for, in order, each once for all who may read. */
export async function sealForRooms(
  transaction: Transaction<Schema>,
  history: Pick<History, 'own' | 'rooms'>,
  requests: RoomSealRequest[],
): Promise<RoomSealResult[]> {
  const { device } = await ownRegistration(transaction);
  const here = { account: history.own.account, device };
  const keys = new Map<RoomId, SenderKeys>();
  const results: RoomSealResult[] = [];
  for (const request of requests) {
    const { room } = request;
    const senderKeys = keys.get(room) ?? new SenderKeys(transaction, room);
    keys.set(room, senderKeys);
    results.push(await sealOne(transaction, history, { request, senderKeys, here }));
  }
  for (const senderKeys of keys.values()) await senderKeys.save();
  return results;
}

async function sealOne(
  transaction: Transaction<Schema>,
  history: Pick<History, 'own' | 'rooms'>,
  { request, senderKeys, here }: { request: RoomSealRequest; senderKeys: SenderKeys; here: DeviceAddress },
): Promise<RoomSealResult> {
  const { room, messageId: id, sentAt, content, devices } = request;
  const standing = await standingIn(transaction, history, room);
  if (standing.kind !== 'member') return standing;
  const key = await findRoomKey(transaction, room);
  if (!key?.devices || Buffer.compare(key.devices, devices) !== 0) return { kind: 'unshared' };
  const number = await note(transaction, request, key.audience ?? 0);
  const header = { id, from: here, to: room, sentAt, head: headOf(standing.state) };
  const plaintext = writePlaintext(number === undefined ? header : { ...header, n: number }, content);
  const message = await senderKeys.encrypt(here, key.distribution, plaintext);
  return { kind: 'sealed', body: Buffer.concat([Buffer.of(SENDER_KEY_MESSAGE), message]) };
}

/** The audience is remembered of what others may ask for again. A text's number. */
async function note(
  transaction: Transaction<Schema>,
  { room, messageId: id, content }: RoomSealRequest,
  audience: number,
): Promise<number | undefined> {
  if (content.kind === 'text') return stamp(transaction, { id, conversation: room }, async () => audience);
  if (isAct(content)) await noteAudience(transaction, { id, audience });
  return undefined;
}

/** Whether one may write to the room, as far as its log says. */
export async function standingIn(
  transaction: Transaction<Schema>,
  { own, rooms }: Pick<History, 'own' | 'rooms'>,
  room: RoomId,
) {
  const state = await rooms.find(transaction, room);
  if (!state?.members.has(own.account) || state.isDisbanded) return { kind: 'not-member' } as const;
  if (await isBad(transaction, room)) return { kind: 'bad-room' } as const;
  return { kind: 'member', state } as const;
}
