import { z } from 'zod';
import { bytes } from '../ids.ts';
import { REPLY_BIT, request } from './operation.ts';

/**
 * Codes of frames that the channel handles itself. The first five are the handshake's; see handshake/messages.ts
 * for their fields and channel.ts for the others'.
 */
export const ChannelCode = {
  clientHello: 0x0001,
  serverHello: 0x0002,
  retry: 0x0003,
  serverAuth: 0x0004,
  clientFinished: 0x0005,
  batch: 0x0010,
  ping: 0x0011,
  close: 0x0012,
  rekey: 0x0013,
} as const;

/** The channel's own codes are below this one. */
const FIRST_OPERATION_CODE = 0x0015;
/** Versions before put these beside others, and harm nobody by it. */
const harmlessInBatch = new Set<number>([ChannelCode.ping, ChannelCode.ping | REPLY_BIT, ChannelCode.close]);

/** Whether the channel itself handles it: it is sent in a frame of its own. */
export function isChannelCode(code: number): boolean {
  return (code & ~REPLY_BIT) < FIRST_OPERATION_CODE;
}

/** Whether a batch from a peer may hold it. */
export function isInBatch(code: number): boolean {
  return !isChannelCode(code) || harmlessInBatch.has(code);
}

export const channelOperations = {
  /** Answers with what it was given: for measuring and for checking a connection. */
  'channel.echo': request(0x0015, {
    request: z.object({ data: bytes({ max: 64 * 1024 }) }),
    reply: z.object({ data: bytes({ max: 64 * 1024 }) }),
    needs: 'anyone',
    rate: { perSecond: 50, burst: 200 },
  }),
};
