import { z } from 'zod';
import { AccountId, bytes, DeviceId, MessageId, RoomId, Timestamp } from '../ids.ts';
import { BODY_LIMIT, ROOM_SHARED_AT_ONCE } from '../limits.ts';
import { RoomEntry, RoomHead, SignedRecord } from '../room-log.ts';
import { Picture, Profile } from './account.ts';
import { Presence } from './contact.ts';
import { event, request } from './operation.ts';

/** The type byte of what is encrypted once for a whole room, before libsignal's message. Only `room.send` carries it. */
export const SENDER_KEY_MESSAGE = 7;

/** What anyone may know of a room whose number or name they have. */
export const RoomSighting = z.object({
  room: RoomId,
  name: z.string().max(128),
  members: z.number().int(),
  entry: RoomEntry,
  question: z.string().max(256),
  /** SHA-256 of the picture in base64url */
  avatar: z.string().length(43).optional(),
  /** of an open room: what the record that joins it follows */
  head: RoomHead.optional(),
  /** how the one who asks stands to it */
  relation: z.enum(['member', 'requested', 'none']),
});
export type RoomSighting = z.infer<typeof RoomSighting>;

/** Somebody who wants to be let into a room. */
export const RoomRequest = z.object({
  room: RoomId,
  profile: Profile,
  answer: z.string().max(512),
  time: Timestamp,
});
export type RoomRequest = z.infer<typeof RoomRequest>;

export const ListedMember = z.object({
  profile: Profile,
  presence: Presence,
  /** whom a message to the room must be readable for; of oneself, this device too */
  devices: z.array(DeviceId),
});
export type ListedMember = z.infer<typeof ListedMember>;

/** Place of a record in the room's log, from 0. */
const Seq = z.number().int().min(0);

/**
 * Names the devices of all members: the first 16 bytes of SHA-256 over their numbers, ascending, as 32-bit big-endian
 * (`devicesDigest`).
 */
const DevicesDigest = bytes({ exactly: 16 });

/** For outsiders every room they name is `not-found`; only `room.find`, `room.ask` and a record that joins know them. */
export const roomOperations = {
  /** Makes a room from its first record. `invalid-fields` for `name`: what is wrong with it; `too-many` rooms. */
  'room.create': request(0x0601, {
    request: z.object({ first: SignedRecord }),
    reply: z.object({ room: RoomId }),
    needs: 'account',
    rate: { perSecond: 0.1, burst: 10 },
  }),
  /** By exact name (any case) or by number, with or without its sign. `not-found` */
  'room.find': request(0x0602, {
    request: z.object({ query: z.string().min(1).max(256) }),
    reply: RoomSighting,
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  /**
   * Adds a record to the log: everything that changes a room. `malformed` also for a wrong signature; `room-changed` when it does not follow the last one; `not-allowed`;
   * `invalid-fields` for a new name; `already-member`; `room-closed`; `too-many` members; `not-friends` when somebody is added
   * who is neither the author's friend nor has asked to come in; `malformed` when somebody is named with keys they have not
   * enrolled. Who does not lead the room changes it ten times at once and then once a minute (`rate-limited`), but may leave at any time.
   */
  'room.append': request(0x0603, {
    request: z.object({
      room: RoomId,
      record: SignedRecord,
      /** of an `avatar` record: the picture with that hash */
      picture: Picture.optional(),
    }),
    reply: z.object({ seq: Seq }),
    needs: 'account',
    rate: { perSecond: 5, burst: 100 },
  }),
  /** One's rooms, with the last place of each log. */
  'room.list': request(0x0604, {
    request: z.object({}),
    reply: z.object({ rooms: z.array(z.object({ room: RoomId, last: Seq })).max(500) }),
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  /** The log from `from` on, in pages. Former members get it up to the record by which they left. */
  'room.log': request(0x0605, {
    request: z.object({ room: RoomId, from: Seq }),
    reply: z.object({ records: z.array(SignedRecord).max(64), more: z.boolean() }),
    needs: 'account',
    rate: { perSecond: 20, burst: 500 },
  }),
  /** All members with their devices, in pages: ask again with `after` = the last account until `more` is false. */
  'room.members': request(0x0606, {
    request: z.object({ room: RoomId, after: AccountId.optional() }),
    reply: z.object({ members: z.array(ListedMember).max(100), more: z.boolean() }),
    needs: 'account',
    rate: { perSecond: 10, burst: 200 },
  }),
  /** Asks to be let in. `room-closed`, `already-member`, `already-requested`, `too-many` */
  'room.ask': request(0x0607, {
    request: z.object({ room: RoomId, answer: z.string().max(512) }),
    reply: z.object({}),
    needs: 'account',
    rate: { perSecond: 0.2, burst: 10 },
  }),
  /** Who wants to be let into the rooms where one may decide it. */
  'room.requests': request(0x0608, {
    request: z.object({}),
    reply: z.object({ requests: z.array(RoomRequest).max(200) }),
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  /** Does not let somebody in. To let them in, add them. */
  'room.refuse': request(0x0609, {
    request: z.object({ room: RoomId, account: AccountId }),
    reply: z.object({}),
    needs: 'account',
    rate: { perSecond: 2, burst: 40 },
  }),
  /** The room's picture. `not-found` when it has none. */
  'room.avatar': request(0x060a, {
    request: z.object({ room: RoomId }),
    reply: z.object({ picture: Picture }),
    needs: 'account',
    rate: { perSecond: 10, burst: 100 },
  }),
  /**
   * Sends one message to all: one ciphertext, which every device of every member but this one gets. Answered when all copies
   * are safe; a full queue does not hold the others up. `room-changed` when the digest is not that of the devices now; `muted`.
   */
  'room.send': request(0x060b, {
    request: z.object({
      room: RoomId,
      messageId: MessageId,
      sentAt: Timestamp,
      devices: DevicesDigest,
      body: bytes({ min: 1, max: BODY_LIMIT }),
    }),
    reply: z.object({ receivedAt: Timestamp }),
    needs: 'account',
    rate: { perSecond: 30, burst: 300 },
  }),
  /**
   * Gives devices of members what they need to read one's messages; each envelope is for one of them. Answered when all are
   * safe. Devices that do not belong to the room any more are left out, and named. `malformed` for a message to the room: the
   * muted may share.
   */
  'room.share': request(0x060c, {
    request: z.object({
      room: RoomId,
      sentAt: Timestamp,
      envelopes: z
        .array(z.object({ device: DeviceId, messageId: MessageId, body: bytes({ min: 1, max: BODY_LIMIT }) }))
        .min(1)
        .max(ROOM_SHARED_AT_ONCE),
    }),
    reply: z.object({ stale: z.array(DeviceId) }),
    needs: 'account',
    rate: { perSecond: 20, burst: 500 },
  }),

  /** The log has grown: these records, from `from` on. Those who have just come in get their first one so too. */
  'room.records': event(0x0610, z.object({ room: RoomId, from: Seq, records: z.array(SignedRecord).min(1).max(64) })),
  'room.requested': event(0x0611, RoomRequest),
  /** An admin did not let one in. */
  'room.refused': event(0x0612, z.object({ room: RoomId })),
};
