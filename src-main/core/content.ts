import { z } from 'zod';
import { decode, encode, MessageId, ViolationError } from '../../protocol/index.ts';

/** Message ids in one receipt. */
export const RECEIPT_LIMIT = 500;
/** UTF-16 units. */
const TEXT_LIMIT = 10_000;

const version = z.literal(1);
const Content = z.discriminatedUnion('kind', [
  z.object({ v: version, kind: z.literal('text'), text: z.string().min(1).max(TEXT_LIMIT) }),
  /** These messages of yours are stored on my device. */
  z.object({ v: version, kind: z.literal('receipt'), delivered: z.array(MessageId).min(1).max(RECEIPT_LIMIT) }),
]);
const Signal = z.discriminatedUnion('kind', [z.object({ v: version, kind: z.literal('typing') })]);

/** What clients say to each other in a message. The server sees bytes. */
export type Content = z.infer<typeof Content>;
/** What they say in passing; never stored. */
export type Signal = z.infer<typeof Signal>;

export function encodeContent(content: Content | Signal): Buffer {
  return encode(content);
}

/** Undefined for bytes that are no content, or of a kind this version does not know. */
export function decodeContent(body: Uint8Array): Content | undefined {
  return Content.safeParse(decodeMap(body)).data;
}

export function decodeSignal(body: Uint8Array): Signal | undefined {
  return Signal.safeParse(decodeMap(body)).data;
}

function decodeMap(body: Uint8Array): unknown {
  try {
    return decode(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  } catch (error) {
    if (error instanceof ViolationError) return undefined;
    throw error;
  }
}
