import { z } from 'zod';
import { Timestamp } from '../ids.ts';
import { request } from './operation.ts';

export const RegistrationMode = z.enum(['open', 'closed']);
export type RegistrationMode = z.infer<typeof RegistrationMode>;

const Range = z.object({ min: z.number().int(), max: z.number().int() });

export const ServerInfo = z.object({
  name: z.string().max(64),
  version: z.string().max(32),
  registration: RegistrationMode,
  time: Timestamp,
  limits: z.object({
    /** graphemes of a name */
    username: Range,
    /** graphemes of a friend request's greeting */
    greeting: z.number().int(),
    /** bytes of one message body */
    body: z.number().int(),
    /** graphemes of a room's name */
    roomName: Range,
    /** members of one room */
    roomMembers: z.number().int(),
    /** seconds in which a message can be recalled; clients hold to it */
    recall: z.number().int(),
  }),
});
export type ServerInfo = z.infer<typeof ServerInfo>;

export const serverOperations = {
  'server.info': request(0x0101, {
    request: z.object({}),
    reply: ServerInfo,
    needs: 'anyone',
    rate: { perSecond: 2, burst: 20 },
  }),
};
