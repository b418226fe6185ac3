import { isRoom } from '../../protocol/index.ts';
import type { Directory } from '../directory.ts';
import type { Reader } from '../store/database.ts';
import { type Envelope, type QueuedHead, readOldest } from '../store/queue.ts';
import type { Lane } from './lane.ts';
import type { QueueWriter } from './queue-writer.ts';

interface ExpiryContext {
  database: { readonly read: Reader };
  directory: Directory;
  writer: QueueWriter;
}

const PAGE = 500;
const NOTHING = new Uint8Array();

/**
 * Removes what was received before that time and never fetched, and tells the senders' devices. Ends early when the signal aborts.
 * @returns how many
 */
export async function expireQueue(
  context: ExpiryContext,
  receivedBefore: number,
  signal: AbortSignal,
): Promise<number> {
  let expired = 0;
  let after = 0;
  for (;;) {
    const page = await readOldest(context.database.read, after, PAGE);
    for (const head of page) {
      if (head.receivedAt >= receivedBefore || signal.aborted) return expired;
      if (await expire(context, head)) expired += 1;
      after = head.id;
    }
    if (page.length < PAGE || signal.aborted) return expired;
  }
}

/** @returns false for a device that is online: it is about to get it */
async function expire({ directory, writer }: ExpiryContext, head: QueuedHead): Promise<boolean> {
  const lane = laneOf(directory, head);
  if (lane?.isAttached) return false;
  const remove = () => {
    lane?.expired(head.from, head.bytes);
    writer.expire([head.id]);
  };
  const sender = isToBeTold(head) ? await directory.load(head.from) : undefined;
  const senderLane = sender?.devices.get(head.fromDevice);
  // when the notice cannot be stored the message stays for the next round
  if (senderLane) senderLane.offer(noticeOf(head), { safe: remove, failed: () => {} });
  else remove();
  return true;
}

/** In a room everybody would be away sometime, and what was said there has no state for each of them. */
function isToBeTold({ kind, to }: QueuedHead): boolean {
  return kind === 'message' && !isRoom(to);
}

/** The device's lane, if its account is in memory. */
function laneOf(directory: Directory, { device, account }: QueuedHead): Lane | undefined {
  return account === undefined ? undefined : directory.find(account)?.devices.get(device);
}

function noticeOf(head: QueuedHead): Envelope {
  const { messageId, from, device, to, receivedAt } = head;
  return { kind: 'expiry', messageId, from, fromDevice: device, to, sentAt: receivedAt, receivedAt, body: NOTHING };
}
