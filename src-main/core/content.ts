import { z } from 'zod';
import { MessageId } from '../../protocol/index.ts';

/** Message ids in one receipt. */
export const RECEIPT_LIMIT = 500;
/** UTF-16 units; at most three bytes each, so that a text for nine devices fits in one frame. */
export const TEXT_LIMIT = 8_000;
/** Message ids, and as many numbers, in one request to send again. */
export const RESEND_LIMIT = 100;

/** A text's number among those that one device wrote in one conversation: 1, 2, 3 and so on. */
export const TextNumber = z
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1);

export const Content = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string().min(1).max(TEXT_LIMIT) }),
  /** These messages of yours are stored on my device. */
  z.object({ kind: z.literal('receipt'), delivered: z.array(MessageId).min(1).max(RECEIPT_LIMIT) }),
  /** Of your device I could not read the messages with these ids, and never got the texts with these numbers. */
  z.object({
    kind: z.literal('resend'),
    ids: z.array(MessageId).max(RESEND_LIMIT),
    numbers: z.array(TextNumber).max(RESEND_LIMIT),
  }),
  /**
   * What you asked for does not come. `never-sent`: it was given up before it left. `deleted`: it is no longer here.
   * `unknown`: no text here has that id; it may have been a receipt.
   */
  z.object({
    kind: z.literal('gone'),
    id: MessageId.optional(),
    number: TextNumber.optional(),
    reason: z.enum(['never-sent', 'deleted', 'unknown']),
  }),
]);
export const Signal = z.discriminatedUnion('kind', [z.object({ kind: z.literal('typing') })]);

/** What clients say to each other in a message; what encrypts it puts a header before it (e2ee/plaintext.ts). */
export type Content = z.infer<typeof Content>;
/** What they say in passing; never stored. */
export type Signal = z.infer<typeof Signal>;
