import { z } from 'zod';
import { AccountId, BlobId, bytes, MessageId, Timestamp } from '../../protocol/index.ts';
import { attachmentKinds, FILE_SIZE_LIMIT, VOICE_MS_LIMIT, WAVEFORM_LIMIT } from '../contract/attachment.ts';
import { type Message, type Quote, textColours, textSizes } from '../contract/model.ts';

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

/** UTF-16 units of a quoted message. */
export const QUOTE_LIMIT = 200;
/** Messages that are forwarded as one; their texts together keep to `TEXT_LIMIT`. */
export const MERGED_LIMIT = 100;

/** Bytes of the small picture that goes with an attachment: nine devices' copies fit in one frame. */
export const THUMBNAIL_LIMIT = 12 * 1024;
/** UTF-16 units of a file's name. */
export const FILE_NAME_LIMIT = 255;
const SIDE_LIMIT = 2 ** 15;

/** A file on the server: where it is, what opens it, and what it is, as its sender says. */
export const AttachmentContent = z.object({
  kind: z.enum(attachmentKinds),
  name: z.string().min(1).max(FILE_NAME_LIMIT),
  type: z.string().max(127),
  /** bytes before encryption */
  size: z.number().int().min(1).max(FILE_SIZE_LIMIT),
  blob: BlobId,
  /** of this file alone; see transfers/sealed-chunks.ts */
  key: bytes({ exactly: 32 }),
  /** SHA-256 of the file */
  digest: bytes({ exactly: 32 }),
  expiresAt: Timestamp,
  width: z.number().int().min(1).max(SIDE_LIMIT).optional(),
  height: z.number().int().min(1).max(SIDE_LIMIT).optional(),
  thumbnail: bytes({ min: 1, max: THUMBNAIL_LIMIT }).optional(),
  voice: z
    .object({
      durationMs: z.number().int().min(1).max(VOICE_MS_LIMIT),
      /** loudness, a byte for each step of time */
      waveform: bytes({ max: WAVEFORM_LIMIT }),
    })
    .optional(),
  /** the picture hides a text for those who have this key, and the password if there is one */
  hiddenTextKey: bytes({ exactly: 32 }).optional(),
});
export type AttachmentContent = z.infer<typeof AttachmentContent>;

/** What a text has beside its words; kept as one JSON value in the history. */
export const TextExtras = z.object({
  style: z
    .object({
      size: z.enum(textSizes).optional().catch(undefined),
      colour: z.enum(textColours).optional().catch(undefined),
    })
    .optional(),
  quote: z.object({ id: MessageId, author: AccountId, text: z.string().max(QUOTE_LIMIT) }).optional(),
  mentions: z.union([z.array(AccountId).max(50), z.literal('all')]).optional(),
  merged: z
    .object({
      title: z.string().max(128),
      items: z
        .array(z.object({ name: z.string().max(128), sentAt: Timestamp, text: z.string().max(TEXT_LIMIT) }))
        .min(1)
        .max(MERGED_LIMIT),
    })
    .optional(),
  /** it is put above the room; counts when an admin says so */
  notice: z.literal(true).optional(),
});
export type TextExtras = z.infer<typeof TextExtras>;

export const Content = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('text'),
      /** of what carries something, the caption */
      text: z.string().max(TEXT_LIMIT),
      extras: TextExtras.optional(),
      attachment: AttachmentContent.optional(),
    })
    .refine(({ text, attachment }) => text.length > 0 || attachment !== undefined),
  /** These messages of yours are stored on my device; these have been read. */
  z
    .object({
      kind: z.literal('receipt'),
      delivered: z.array(MessageId).max(RECEIPT_LIMIT),
      read: z.array(MessageId).max(RECEIPT_LIMIT).optional(),
    })
    .refine(({ delivered, read = [] }) => delivered.length + read.length > 0),
  /** I take this message of mine back. */
  z.object({ kind: z.literal('recall'), id: MessageId }),
  z.object({ kind: z.literal('reaction'), id: MessageId, emoji: z.string().min(1).max(32), on: z.boolean() }),
  z.object({ kind: z.literal('pin'), id: MessageId, pinned: z.boolean() }),
  z.object({ kind: z.literal('nudge') }),
  /** I have read this notice. */
  z.object({ kind: z.literal('confirm'), id: MessageId }),
  /** What my messages in the room are readable with; said to each device of each member, in the room's name. */
  z.object({
    kind: z.literal('room-key'),
    /** libsignal's SenderKeyDistributionMessage */
    distribution: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= 1024),
    /** the number of the first text of mine in the room that was, or will be, meant for your device */
    next: TextNumber,
  }),
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

/** What is said about a message, or to the other person, and must arrive as texts must. */
export type Act = Extract<Content, { kind: 'recall' | 'reaction' | 'pin' | 'nudge' | 'confirm' }>;

export function isAct(content: Content | Signal): content is Act {
  switch (content.kind) {
    case 'recall':
    case 'reaction':
    case 'pin':
    case 'nudge':
    case 'confirm':
      return true;
    default:
      return false;
  }
}

/** What is sent of a text, and of what it carries. */
export function textContent(
  message: Pick<Message, 'kind' | 'text' | 'style' | 'quote' | 'mentions' | 'merged'>,
  attachment?: AttachmentContent,
): Content {
  const { kind, text, style, quote, mentions, merged } = message;
  const extras: TextExtras = {
    ...(style && { style }),
    ...(quote && { quote }),
    ...(mentions && { mentions }),
    ...(merged && { merged }),
    ...(kind === 'notice' && { notice: true }),
  };
  return {
    kind: 'text',
    text,
    ...(Object.keys(extras).length > 0 && { extras }),
    ...(attachment && { attachment }),
  };
}

/** What a text quotes of another: of a file without words, its name. */
export function quoteOf({ id, author, text, attachment }: Message): Quote {
  const words = text === '' && attachment?.kind === 'file' ? attachment.name : text;
  const short = words.slice(0, QUOTE_LIMIT);
  // Half of a pair of UTF-16 units is no character.
  return { id, author, text: short.isWellFormed() || !words.isWellFormed() ? short : short.slice(0, -1) };
}
