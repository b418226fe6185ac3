import { z } from 'zod';
import { bytes } from '../ids.ts';
import { request } from './operation.ts';

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

export const channelOperations = {
  /** Answers with what it was given: for measuring and for checking a connection. */
  'channel.echo': request(0x0015, {
    request: z.object({ data: bytes({ max: 64 * 1024 }) }),
    reply: z.object({ data: bytes({ max: 64 * 1024 }) }),
    needs: 'anyone',
    rate: { perSecond: 50, burst: 200 },
  }),
};
