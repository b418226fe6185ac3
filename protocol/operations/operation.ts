import type { z } from 'zod';

/**
 * Where an operation may be asked for: `guest` before login only, `account` after it only, `transfer` on a connection that
 * was attached for blobs, `signed-in` on either of these two, `anyone` everywhere.
 */
export type Needs = 'guest' | 'account' | 'transfer' | 'signed-in' | 'anyone';

/** A token bucket: `burst` at once, refilled with `perSecond`. Counted per account, or per address before login. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** Asked by the client, answered once with `code | 0x8000`. */
export interface RequestOperation<
  Q extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
  D extends Needs = Needs,
> {
  kind: 'request';
  code: number;
  request: Q;
  reply: R;
  needs: D;
  rate: Rate;
}

/** Said by the client, not answered. */
export interface NoticeOperation<E extends z.ZodType = z.ZodType, D extends Needs = Needs> {
  kind: 'notice';
  code: number;
  event: E;
  needs: D;
  rate: Rate;
}

/** Said by the server, not answered. */
export interface EventOperation<E extends z.ZodType = z.ZodType> {
  kind: 'event';
  code: number;
  event: E;
}

export type Operation = RequestOperation | NoticeOperation | EventOperation;

export const REPLY_BIT = 0x8000;

export function request<Q extends z.ZodType, R extends z.ZodType, D extends Needs>(
  code: number,
  operation: { request: Q; reply: R; needs: D; rate: Rate },
): RequestOperation<Q, R, D> {
  return { kind: 'request', code, ...operation };
}

export function notice<E extends z.ZodType, D extends Needs>(
  code: number,
  operation: { event: E; needs: D; rate: Rate },
): NoticeOperation<E, D> {
  return { kind: 'notice', code, ...operation };
}

export function event<E extends z.ZodType>(code: number, schema: E): EventOperation<E> {
  return { kind: 'event', code, event: schema };
}
