import { z } from 'zod';
import { AccountId, bytes, ConversationId, DeviceId, MessageId, Timestamp } from '../ids.ts';
import { BODY_LIMIT, EPHEMERAL_LIMIT } from '../limits.ts';
import { event, notice, request } from './operation.ts';

/** Position in the stream of deliveries of one connection: 1, 2, 3 and so on. */
const DeliverySequence = z
  .number()
  .int()
  .min(1)
  .max(2 ** 48);

const Body = bytes({ min: 1, max: BODY_LIMIT });

/** A message as one device gets it. */
export const Delivery = z.object({
  seq: DeliverySequence,
  /** who wrote it, and on which device */
  from: AccountId,
  device: DeviceId,
  /** whom it was written to: the receiver, a room, or another person when it is one's own message from another device */
  to: ConversationId,
  messageId: MessageId,
  sentAt: Timestamp,
  receivedAt: Timestamp,
  /** opaque to the server */
  body: Body,
});
export type Delivery = z.infer<typeof Delivery>;

export const messageOperations = {
  /**
   * Sends one message: an envelope for every device of the recipient and for every other device of the sender. The recipient
   * is a friend, or oneself.
   * Answered when every envelope is safe: committed to the queue, or acknowledged by its device. Sending the
   * same `messageId` again is harmless.
   */
  'message.send': request(0x0501, {
    request: z.object({
      to: AccountId,
      messageId: MessageId,
      sentAt: Timestamp,
      envelopes: z.array(z.object({ device: DeviceId, body: Body })).max(10),
    }),
    reply: z.object({ receivedAt: Timestamp }),
    needs: 'account',
    rate: { perSecond: 100, burst: 1000 },
  }),
  'message.deliver': event(0x0502, Delivery),
  /** Everything up to `upTo` is committed on the device; the server forgets it. */
  'message.ack': notice(0x0503, {
    event: z.object({ upTo: DeliverySequence }),
    needs: 'account',
    rate: { perSecond: 10_000, burst: 100_000 },
  }),
  /** A message of one's own was not fetched in time by that device and is gone. Acknowledged like a delivery. */
  'message.expire': event(
    0x0504,
    z.object({ seq: DeliverySequence, to: ConversationId, messageId: MessageId, device: DeviceId }),
  ),
  /** Typing and the like: reaches the recipient's devices that are online now, is never stored. */
  'message.ephemeral': notice(0x0505, {
    event: z.object({
      to: AccountId,
      envelopes: z.array(z.object({ device: DeviceId, body: bytes({ min: 1, max: EPHEMERAL_LIMIT }) })).max(5),
    }),
    needs: 'account',
    rate: { perSecond: 5, burst: 50 },
  }),
  'message.signal': event(
    0x0506,
    z.object({ from: AccountId, device: DeviceId, body: bytes({ min: 1, max: EPHEMERAL_LIMIT }) }),
  ),
  /**
   * One message for one device only, a friend's, a fellow member's or one of one's own others: it could not read the one it
   * got, or says so. Safe when answered, like `message.send`. `not-found` when there is no such device, or it does not belong
   * to the room.
   */
  'message.resend': request(0x0507, {
    request: z.object({
      /** whose device it is */
      account: AccountId,
      device: DeviceId,
      /** whom the message was written to at first */
      to: ConversationId,
      messageId: MessageId,
      sentAt: Timestamp,
      body: Body,
    }),
    reply: z.object({ receivedAt: Timestamp }),
    needs: 'account',
    rate: { perSecond: 20, burst: 1000 },
  }),
};
