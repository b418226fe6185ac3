import { z } from 'zod';
import { AccountId, DeviceId, Timestamp } from '../ids.ts';
import { Profile } from './account.ts';
import { event, request } from './operation.ts';

export const Presence = z.enum(['online', 'away', 'busy', 'offline']);
export type Presence = z.infer<typeof Presence>;

export const Contact = z.object({
  profile: Profile,
  presence: Presence,
  /** whom a message to this person must be written for */
  devices: z.array(DeviceId),
  /** when they became friends */
  since: Timestamp,
});
export type Contact = z.infer<typeof Contact>;

/** How a found account stands to the one who searched. */
export const Relation = z.enum(['self', 'friend', 'requested', 'requests-you', 'none']);
export type Relation = z.infer<typeof Relation>;

/** `later` keeps the request open and asks again at the next login. */
export const ContactAnswer = z.enum(['accept', 'refuse', 'later']);
export type ContactAnswer = z.infer<typeof ContactAnswer>;

export const ContactRequest = z.object({
  /** the other person: who asked, or who was asked */
  profile: Profile,
  direction: z.enum(['incoming', 'outgoing']),
  greeting: z.string().max(512),
  time: Timestamp,
  state: z.enum(['open', 'later', 'refused']),
});
export type ContactRequest = z.infer<typeof ContactRequest>;

export const contactOperations = {
  /** Finds people by exact name (any case), by number, and by the display names of those who allow it. */
  'contact.search': request(0x0401, {
    request: z.object({ query: z.string().min(1).max(256) }),
    reply: z.object({ results: z.array(z.object({ profile: Profile, relation: Relation })).max(20) }),
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  /**
   * Asks to become friends. Becomes a friendship at once when the other has already asked. Ends one's own block of
   * them.
   */
  'contact.request': request(0x0402, {
    request: z.object({ account: AccountId, greeting: z.string().max(512) }),
    reply: z.object({ state: z.enum(['requested', 'added']) }),
    needs: 'account',
    rate: { perSecond: 0.2, burst: 20 },
  }),
  'contact.requests': request(0x0403, {
    request: z.object({}),
    reply: z.object({ requests: z.array(ContactRequest) }),
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  'contact.answer': request(0x0404, {
    request: z.object({ account: AccountId, answer: ContactAnswer }),
    reply: z.object({}),
    needs: 'account',
    rate: { perSecond: 2, burst: 40 },
  }),
  /** Ends the friendship on both lists. */
  'contact.remove': request(0x0405, {
    request: z.object({ account: AccountId }),
    reply: z.object({}),
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  /** All friends. A server may answer in pages: ask again with `after` = the last account until `more` is false. */
  'contact.list': request(0x0407, {
    request: z.object({ after: AccountId.optional() }),
    reply: z.object({ contacts: z.array(Contact).max(100), more: z.boolean() }),
    needs: 'account',
    rate: { perSecond: 5, burst: 100 },
  }),
  /**
   * Blocks a person, friend or stranger, or ends it. A friendship ends as by `contact.remove`; what the person asks for
   * later is answered as ever, and not shown; once the block ends, it counts as refused and can be asked for again.
   * `too-many` blocked
   */
  'contact.block': request(0x0408, {
    request: z.object({ account: AccountId, blocked: z.boolean() }),
    reply: z.object({}),
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  /** Those one blocks, in pages as of `contact.list`. */
  'contact.blocked': request(0x0409, {
    request: z.object({ after: AccountId.optional() }),
    reply: z.object({ profiles: z.array(Profile).max(100), more: z.boolean() }),
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  /** Where an online friend's connection comes from, as far as the friend tells. `not-found` otherwise. */
  'contact.address': request(0x040a, {
    request: z.object({ account: AccountId }),
    reply: z.object({ address: z.string().max(64), port: z.number().int() }),
    needs: 'account',
    rate: { perSecond: 2, burst: 40 },
  }),

  'contact.requested': event(0x0410, ContactRequest),
  /** One's own request was refused. */
  'contact.refused': event(0x0411, z.object({ account: AccountId })),
  'contact.added': event(0x0412, Contact),
  'contact.removed': event(0x0413, z.object({ account: AccountId })),
  'contact.presence': event(0x0414, z.object({ account: AccountId, presence: Presence })),
  'contact.profile': event(0x0415, Profile),
  'contact.devices': event(0x0416, z.object({ account: AccountId, devices: z.array(DeviceId) })),
};
