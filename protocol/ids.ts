import { z } from 'zod';

const ID_MAX = 2 ** 31 - 1;

/** An account's number: shown to people, searchable, never reused. */
export const AccountId = z.number().int().min(1).max(ID_MAX).brand<'AccountId'>();
export type AccountId = z.infer<typeof AccountId>;

/**
 * A room's number, negative: a conversation's number tells by its sign what it is, as in Telegram's Bot API. People see
 * it without the sign. Never reused.
 */
export const RoomId = z.number().int().min(-ID_MAX).max(-1).brand<'RoomId'>();
export type RoomId = z.infer<typeof RoomId>;

/** Where messages are written to: a person, or a room. */
export const ConversationId = z.union([AccountId, RoomId]);
export type ConversationId = z.infer<typeof ConversationId>;

export function isRoom(conversation: ConversationId): conversation is RoomId {
  return conversation < 0;
}

/** One installation signed in to one account. Unique on its server, never reused. */
export const DeviceId = z.number().int().min(1).max(ID_MAX).brand<'DeviceId'>();
export type DeviceId = z.infer<typeof DeviceId>;

/** 16 random bytes in base64url, chosen by the sender; a retry carries the same one. */
export const MessageId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{21}[AQgw]$/)
  .brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

/** An encrypted file on the server, which gives the number: 16 random bytes in base64url. Never reused. */
export const BlobId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{21}[AQgw]$/)
  .brand<'BlobId'>();
export type BlobId = z.infer<typeof BlobId>;

/** The end of the year 9999. `Date` throws for what is much later, and others choose the times of what they write. */
const TIME_MAX = Date.UTC(10_000, 0) - 1;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export const Timestamp = z.number().int().min(0).max(TIME_MAX);
export type Timestamp = z.infer<typeof Timestamp>;

/** A byte string of exactly, or of at most, so many bytes. */
export function bytes(range: { exactly: number } | { min?: number; max: number }) {
  const [min, max] = 'exactly' in range ? [range.exactly, range.exactly] : [range.min ?? 0, range.max];
  return z.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length >= min && value.length <= max,
    min === max ? `must be ${min} bytes` : `must be ${min} to ${max} bytes`,
  );
}
