import { z } from 'zod';
import { bytes } from '../ids.ts';
import { ChannelCode } from '../operations/channel.ts';

export const PROTOCOL_VERSION = 1;

/** X25519, HKDF-SHA-256, RSA-PSS-SHA-256, AES-256-CBC with HMAC-SHA-256. The number leaves room for others. */
export const SUITE_X25519_AES_CBC_HMAC = 1;

const Choice = z.number().int().min(0).max(0xffff);
const Random = bytes({ exactly: 32 });
const PublicKey = bytes({ exactly: 32 });
const Finished = bytes({ exactly: 32 });

export const ClientHello = z.object({
  versions: z.array(Choice).min(1).max(16),
  suites: z.array(Choice).min(1).max(16),
  key: PublicKey,
  random: Random,
  cookie: bytes({ min: 1, max: 128 }).optional(),
});
export type ClientHello = z.infer<typeof ClientHello>;

export const ServerHello = z.object({ version: Choice, suite: Choice, key: PublicKey, random: Random });
export type ServerHello = z.infer<typeof ServerHello>;

/**
 * Instead of a ServerHello, by servers of before that were under load: say hello again with this cookie. Version 0 in a
 * ServerHello means none in common.
 */
export const Retry = z.object({ cookie: bytes({ min: 1, max: 128 }) });

export const ServerAuth = z.object({
  /** DER: the server's certificate, then its authority's */
  chain: z.array(bytes({ min: 1, max: 2048 })).length(2),
  signature: bytes({ min: 64, max: 1024 }),
  finished: Finished,
});
export type ServerAuth = z.infer<typeof ServerAuth>;

export const ClientFinished = z.object({ finished: Finished });

/** Handshake messages by what they are: their operation code and their fields. */
export const handshakeMessages = {
  clientHello: { code: ChannelCode.clientHello, schema: ClientHello },
  serverHello: { code: ChannelCode.serverHello, schema: ServerHello },
  retry: { code: ChannelCode.retry, schema: Retry },
  serverAuth: { code: ChannelCode.serverAuth, schema: ServerAuth },
  clientFinished: { code: ChannelCode.clientFinished, schema: ClientFinished },
} as const;
export type HandshakeMessageName = keyof typeof handshakeMessages;
export type HandshakeMessage<N extends HandshakeMessageName> = z.infer<(typeof handshakeMessages)[N]['schema']>;
