import { z } from 'zod';
import { DEFAULT_PORT, operationNames, operations, RegistrationMode } from '../protocol/index.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

const count = z.number().int().min(1);
const seconds = z.number().positive().max(86_400);
const Rate = z.strictObject({ perSecond: z.number().positive(), burst: z.number().min(1) });
const ratedNames = operationNames.filter((name) => operations[name].kind !== 'event');

/** Everything that can be set, with its default and what `--help` says of it. */
export const Config = z.strictObject({
  listen: z.string().optional().describe('address to listen on; all addresses when not given'),
  port: z.number().int().min(0).max(65535).default(DEFAULT_PORT).describe('TCP port; 0 takes a free one'),
  data: z.string().min(1).default('miyu-data').describe('folder of the database and the keys'),
  name: z.string().min(1).max(64).default('Miyu').describe('what the server calls itself'),
  publicHost: z.string().min(1).optional().describe('host name or address in the invitation link'),
  registration: RegistrationMode.default('open').describe('open or closed'),
  log: z
    .strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('least severe lines to log'),
      file: z.string().min(1).optional().describe('where to log; standard error when not given'),
    })
    .prefault({}),
  blobs: z
    .strictObject({ store: z.enum(['folder', 's3']).default('folder').describe('where files are kept: folder or s3') })
    .prefault({}),
  s3: z
    .strictObject({
      endpoint: z
        .string()
        .regex(/^$|^https?:\/\/[^\s?#@]+$/, 'must look like http://192.168.1.5:9000')
        .default('')
        .describe('of the object store, as http://192.168.1.5:9000'),
      region: z.string().min(1).default('us-east-1').describe('as the object store calls it'),
      bucket: z
        .string()
        .regex(/^$|^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
        .default('')
        .describe('its name; it must exist'),
      prefix: z
        .string()
        .regex(/^([\w-]+\/)*$/, 'must be letters, digits, - and _, with a / at the end')
        .default('blobs/')
        .describe('what the names of all objects begin with'),
      accessKey: z.string().default('').describe('name of the key that may use the bucket'),
      secretKey: z.string().default('').meta({ secret: true }),
    })
    .prefault({}),
  limits: z
    .strictObject({
      username: z.strictObject({ min: count.default(2), max: count.max(32).default(16) }).prefault({}),
      greeting: count.max(128).default(60).describe('graphemes of a friend request'),
      friends: count.default(2000).describe('friends of one account'),
      requests: count.default(200).describe('unanswered friend requests of one account'),
      rooms: count.max(500).default(200).describe('rooms of one account'),
      roomMembers: count.max(5000).default(1000).describe('members of one room'),
      recall: count.default(120).describe('seconds in which a message can be recalled; clients hold to it'),
      guests: count.default(1024).describe('connections that are not signed in'),
      guestsPerAddress: count
        .default(256)
        .describe('the same for one address (IPv6: a /64; a /56 twice, a /48 four times as many)'),
      guestBytes: count.default(8 * 1024).describe('bytes a guest may send ahead of our answers'),
      handshakes: Rate.prefault({ perSecond: 20, burst: 300 }),
      signatures: Rate.prefault({ perSecond: 100, burst: 100 }),
      oneTimeKeys: Rate.prefault({ perSecond: 1 / 3600, burst: 10 }),
      slowReaderBytes: count.default(4 * MIB).describe('unsent bytes from which on nothing more is produced'),
      queuePerPair: count.default(10_000).describe('stored messages of one sender for one device'),
      queueBytesPerPair: count.default(20 * MIB).describe('stored bytes of one sender for one device'),
      queueBytes: count.default(100 * MIB).describe('stored bytes for one device'),
      queueDays: z.number().positive().max(3650).default(30).describe('after which unread messages expire'),
      blobDays: z.number().positive().max(3650).default(7).describe('after which files are deleted'),
      blobStart: seconds.default(3600).describe('seconds in which something of an upload must come'),
      blobBytes: count.default(8 * GIB).describe("bytes of one account's files"),
      blobServerBytes: count.default(64 * GIB).describe("bytes of everybody's files"),
      diskFree: count.default(GIB).describe('bytes of the disk that files leave free for messages'),
      blobs: count.default(10_000).describe('files of one account'),
      transfers: count.max(16).default(4).describe('connections for files of one session; beyond, the oldest ends'),
      window: count.default(1024).describe('messages sent to a device and not acknowledged'),
      sessionDays: z
        .number()
        .positive()
        .max(3650)
        .default(365)
        .describe('after which a session needs the password again'),
      passwordTries: count.default(5).describe('wrong passwords before the delay begins'),
      passwordDelay: seconds.default(900).describe('longest delay after wrong passwords, in seconds'),
    })
    .prefault({}),
  timeouts: z
    .strictObject({
      handshake: seconds.default(5).describe('seconds for the handshake'),
      login: seconds.default(20).describe('seconds until a guest must be signed in'),
      frame: seconds.default(10).describe('seconds for a started frame, unless it comes with 1 KiB/s'),
      slowReader: seconds.default(30).describe('seconds a full connection may take nothing'),
      ack: z.number().positive().max(60).default(0.5).describe('seconds to wait for a device before storing'),
      shutdown: seconds.default(5).describe('seconds for connections to end at a stop'),
    })
    .prefault({}),
  rates: z
    .strictObject({
      enabled: z.boolean().default(true).describe('whether operations have rates'),
      scale: z.number().positive().default(1).describe("factor for every operation's rate"),
      overrides: z.partialRecord(z.enum(ratedNames), Rate).default({}).describe('JSON: operation to rate'),
    })
    .prefault({}),
  groupCommitMs: z.number().min(0).max(1000).default(3).describe('milliseconds to gather writes for one commit'),
});
export type Config = z.infer<typeof Config>;
