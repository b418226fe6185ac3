import { z } from 'zod';
import { DeviceId, Timestamp } from './ids.ts';
import type { ClockMismatch } from './validity.ts';

/** What is wrong with one field of a registration or a profile. */
export const FieldProblem = z.enum(['empty', 'format', 'too-short', 'too-long', 'taken', 'out-of-range']);
export type FieldProblem = z.infer<typeof FieldProblem>;

/** Where and when a login that ended this session came from. */
export const EndedBy = z.object({
  /** what the newer device calls itself */
  device: z.string().max(64),
  /** its network address, without port */
  address: z.string().max(64),
  time: Timestamp,
});
export type EndedBy = z.infer<typeof EndedBy>;

/**
 * Every error a request can be answered with, and the details that come with it. Codes are stable: clients
 * choose their texts by them.
 */
export const errorDetails = {
  /** The operation is unknown to this server. */
  'unknown-operation': z.undefined(),
  /** The parameters do not fit the operation's schema. */
  malformed: z.undefined(),
  /** The operation needs a login first. */
  'not-signed-in': z.undefined(),
  /** The operation is for connections that are not signed in yet. */
  'already-signed-in': z.undefined(),
  /** Too many of these; again after so many milliseconds. */
  'rate-limited': z.object({ retryAfterMs: z.number().int().min(0) }),
  /** The server failed; nothing was done. */
  internal: z.undefined(),
  /** The server is stopping or cannot reach its database; nothing was done. */
  unavailable: z.undefined(),

  /** This server takes no registrations. */
  'registration-closed': z.undefined(),
  /** Fields of a registration or a profile are refused, each with its reason. */
  'invalid-fields': z.object({ fields: z.record(z.string(), FieldProblem) }),
  /** Name or password, or name and recovery or reset code, do not fit; which of them is not told. */
  'bad-credentials': z.undefined(),
  /** The session token is unknown, expired, or not this device's. */
  'bad-token': z.undefined(),
  /** The session was ended by a later login, or by a logout when no details are given. */
  'session-ended': z.object({ endedBy: EndedBy.optional() }),
  /** The account has as many devices as it may have. */
  'too-many-devices': z.object({ limit: z.number().int() }),
  /** The account has keys already. */
  'already-enrolled': z.undefined(),
  /** Another device has changed the vault meanwhile: get it again. */
  'vault-changed': z.undefined(),

  /** No such account, request or contact; also what outsiders are told of what exists. */
  'not-found': z.undefined(),
  /** The request is to oneself. */
  oneself: z.undefined(),
  'already-friends': z.undefined(),
  'already-requested': z.undefined(),
  /** So many requests or friends are the limit. */
  'too-many': z.object({ limit: z.number().int() }),

  /** The recipient is no contact of the sender. */
  'not-friends': z.undefined(),
  /** The envelopes do not match the devices of both people: write one for each missing, none for the stale. */
  'devices-changed': z.object({ missing: z.array(DeviceId), stale: z.array(DeviceId) }),
  /** Somebody has changed the room meanwhile, or its devices: fetch what is new, then try again. */
  'room-changed': z.undefined(),
  /** One's role in the room does not allow it. */
  'not-allowed': z.undefined(),
  /** An admin has muted the sender, or everybody (no `until`). */
  muted: z.object({ until: Timestamp.optional() }),
  'already-member': z.undefined(),
  /** The room takes nobody in by number. */
  'room-closed': z.undefined(),
  /** The account owns rooms, or is in some: hand them over and leave first. */
  'in-rooms': z.undefined(),
  /** The recipient's queue is full; nothing was stored. */
  'queue-full': z.undefined(),

  /** The operation is for transfer connections: those attached with a ticket. */
  'not-attached': z.undefined(),
  /** There is no place for the blob: the account has as many bytes as it may have (`limit`), or the server has. */
  'quota-full': z.object({ whose: z.enum(['account', 'server']), limit: z.number().int().optional() }),
  /** So many chunks are missing: ask which. */
  'blob-incomplete': z.object({ missing: z.number().int().min(1) }),
  /** Nothing can be put into a blob that is complete. */
  'blob-complete': z.undefined(),
} as const satisfies Record<string, z.ZodType>;

export type ErrorCode = keyof typeof errorDetails;
export const errorCodes = Object.keys(errorDetails) as ErrorCode[];
export type ErrorDetails<C extends ErrorCode> = z.infer<(typeof errorDetails)[C]>;

/**
 * A request's error as it travels. `message` is English, for logs and developers; people see texts chosen by `code`.
 */
export const ErrorReply = z.object({
  code: z.string().max(64),
  message: z.string().max(256),
  details: z.unknown().optional(),
});
export type ErrorReply = z.infer<typeof ErrorReply>;

type DetailsArgument<C extends ErrorCode> = undefined extends ErrorDetails<C> ? [] : [details: ErrorDetails<C>];

/** A refused request: thrown by handlers, carried by the reply, thrown again at the caller. */
export class OperationError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'OperationError';
  readonly code: C;
  readonly details: ErrorDetails<C>;

  constructor(code: C, ...[details]: DetailsArgument<C>) {
    super(code);
    this.code = code;
    this.details = details as ErrorDetails<C>;
  }

  /** True when this error has that code; narrows the details. */
  is<K extends ErrorCode>(code: K): this is OperationError<K> {
    return (this.code as ErrorCode) === code;
  }

  toReply(): ErrorReply {
    return { code: this.code, message: this.message, ...(this.details === undefined ? {} : { details: this.details }) };
  }

  /** The error in a reply. A code or details this build does not know become `internal`. */
  static fromReply(reply: ErrorReply): OperationError {
    const code = errorCodes.find((known) => known === reply.code);
    const details = code && errorDetails[code].safeParse(reply.details);
    if (!code || !details?.success) return new OperationError('internal');
    return Object.assign(new OperationError('internal'), { code, message: reply.message, details: details.data });
  }
}

/** Why a connection ended, or could not begin. */
export const closeReasons = [
  /** the peer's authenticated goodbye */
  'closed',
  /** we closed it ourselves */
  'ended',
  /** the network ended it without a goodbye: what was under way may or may not have arrived */
  'cut-off',
  /** bytes that no honest peer sends; the reason is not told to it */
  'violation',
  /** the handshake, or a started frame, took too long, or the peer fell silent */
  'timeout',
  /** the peer took its data too slowly */
  'slow-reader',
  /** the server's certificate is not the pinned one's, or its proof is wrong */
  'untrusted',
  /** the server proved who it is, but its certificate does not hold at the time that the clock here shows */
  'clock',
  /** no protocol version or suite in common */
  'version',
  /** the server is stopping */
  'shutdown',
  /** another login took over */
  'kicked',
] as const;
export type CloseReason = (typeof closeReasons)[number];

/** The end of a connection as an error; requests that were waiting for a reply fail with it. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly reason: CloseReason;

  constructor(reason: CloseReason, detail?: string) {
    super(detail ? `${reason}: ${detail}` : reason);
    this.reason = reason;
  }
}

/** A server is the right one, but not by the clock here: that clock is wrong, or the server's. */
export class ClockError extends ChannelError {
  readonly clock: ClockMismatch;

  constructor(clock: ClockMismatch) {
    super('clock');
    this.clock = clock;
  }
}

/** Bytes that no honest peer sends. Ends the connection; the detail stays on this side. */
export class ViolationError extends ChannelError {
  constructor(detail: string) {
    super('violation', detail);
  }
}
