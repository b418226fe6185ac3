import { z } from 'zod';
import {
  AccountId,
  ConversationId,
  type Delivery,
  DeviceId,
  decode,
  encode,
  MessageId,
  RoomHead,
  Timestamp,
  ViolationError,
} from '../../../protocol/index.ts';
import { Content, Signal, TextNumber } from '../content.ts';
import { pad, unpad } from './padding.ts';

const VERSION = 1;

const Header = z.object({
  v: z.literal(VERSION),
  id: MessageId,
  from: z.object({ account: AccountId, device: DeviceId }),
  to: ConversationId,
  sentAt: Timestamp,
  /** of a text: its number */
  n: TextNumber.optional(),
  /** of a text: the number of the first one that was encrypted for this receiver */
  first: TextNumber.optional(),
  /** of what is said to a room: the last record of its log that the sender knew */
  head: RoomHead.optional(),
});
/** What the envelope says too, where only the two ends can write it. */
export type Header = z.infer<typeof Header>;

const Plaintext = Header.extend({ content: z.looseObject({ kind: z.string() }) });
const LaterVersion = z.looseObject({ v: z.number().min(VERSION + 1) });
const knownKinds = new Set<string>([...Content.options, ...Signal.options].map(({ shape }) => shape.kind.value));

export type Read =
  | { kind: 'content'; header: Header; content: Content }
  | { kind: 'signal'; header: Header; content: Signal }
  /** of a later version of Miyu; its header is undefined when even that is of another version */
  | { kind: 'unknown'; header?: Header }
  | { kind: 'malformed' };

/** What is encrypted: header and content in one map, padded. */
export function writePlaintext(header: Omit<Header, 'v'>, content: Content | Signal): Uint8Array<ArrayBuffer> {
  return pad(encode({ v: VERSION, ...header, content }));
}

export function readPlaintext(padded: Uint8Array): Read {
  const map = readMap(padded);
  if (LaterVersion.safeParse(map).success) return { kind: 'unknown' };
  const { data } = Plaintext.safeParse(map);
  if (!data) return { kind: 'malformed' };
  const { content: bare, ...header } = data;
  if (!knownKinds.has(bare.kind)) return { kind: 'unknown', header };
  const content = Content.safeParse(bare);
  if (content.success) return { kind: 'content', header, content: content.data };
  const signal = Signal.safeParse(bare);
  if (signal.success) return { kind: 'signal', header, content: signal.data };
  return { kind: 'malformed' };
}

/** Whether the envelope says the same as the header, which the server cannot write. */
export function agree(
  header: Header,
  { from, device, to, messageId, sentAt }: Omit<Delivery, 'seq' | 'body'>,
): boolean {
  return (
    header.from.account === from &&
    header.from.device === device &&
    header.to === to &&
    header.id === messageId &&
    header.sentAt === sentAt
  );
}

function readMap(padded: Uint8Array): unknown {
  const bytes = unpad(padded);
  if (!bytes) return undefined;
  try {
    return decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof ViolationError) return undefined;
    throw error;
  }
}
