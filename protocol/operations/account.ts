import { z } from 'zod';
import { EndedBy } from '../errors.ts';
import { AccountId, bytes, DeviceId } from '../ids.ts';
import { event, request } from './operation.ts';

/** Argon2id parameters of an account's password. */
export const PasswordHashing = z.object({
  salt: bytes({ exactly: 16 }),
  memoryKiB: z
    .number()
    .int()
    .min(19 * 1024)
    .max(1024 * 1024),
  passes: z.number().int().min(1).max(16),
  parallelism: z.number().int().min(1).max(4),
});
export type PasswordHashing = z.infer<typeof PasswordHashing>;

export const Sex = z.enum(['female', 'male', 'other']);
export type Sex = z.infer<typeof Sex>;

/** What anyone who knows the account sees of it. */
export const Profile = z.object({
  account: AccountId,
  name: z.string().max(128),
  /** what the person wants to be called; the name when not set */
  displayName: z.string().max(128),
  sex: Sex.optional(),
  age: z.number().int().optional(),
  signature: z.string().max(512),
});
export type Profile = z.infer<typeof Profile>;

/** The fields a person fills in; the handler judges them so that every wrong one is named (`invalid-fields`). */
const profileFields = {
  displayName: z.string().max(256).optional(),
  sex: Sex.optional(),
  age: z.number().optional(),
  signature: z.string().max(1024).optional(),
};

/** The installation that signs in. Its key proves later resumes. */
export const DeviceDescription = z.object({
  /** given when this installation has signed in to the account before */
  id: DeviceId.optional(),
  /** shown to the person, for example "Windows 11 · LAPTOP-7" */
  name: z.string().min(1).max(64),
  /** raw Ed25519 public key */
  key: bytes({ exactly: 32 }),
});
export type DeviceDescription = z.infer<typeof DeviceDescription>;

const SessionToken = z.string().min(1).max(1024);

export const accountOperations = {
  'account.register': request(0x0201, {
    request: z.object({
      name: z.string().max(256),
      email: z.string().max(512),
      /** the half of the stretched password that the server checks; it never sees the password */
      auth: bytes({ exactly: 32 }),
      hashing: PasswordHashing,
      ...profileFields,
    }),
    reply: z.object({ account: AccountId }),
    needs: 'guest',
    rate: { perSecond: 0.2, burst: 20 },
  }),
  /** How the named account's password is stretched. Unknown names get a steady, plausible answer. */
  'account.kdf': request(0x0202, {
    request: z.object({ name: z.string().min(1).max(256) }),
    reply: PasswordHashing,
    needs: 'guest',
    rate: { perSecond: 1, burst: 20 },
  }),
  'account.login': request(0x0203, {
    request: z.object({
      name: z.string().min(1).max(256),
      auth: bytes({ exactly: 32 }),
      device: DeviceDescription,
    }),
    reply: z.object({
      profile: Profile,
      device: DeviceId,
      token: SessionToken,
      /** the session this login ended, if one was open */
      ended: EndedBy.optional(),
    }),
    needs: 'guest',
    rate: { perSecond: 1, burst: 20 },
  }),
  /** Signs in again without a password. Needs the token and the device key's signature over this connection. */
  'account.resume': request(0x0204, {
    request: z.object({
      token: SessionToken,
      /** Ed25519 over `"miyu/1 resume" || exporter` */
      signature: bytes({ exactly: 64 }),
    }),
    reply: z.object({ profile: Profile, device: DeviceId }),
    needs: 'guest',
    rate: { perSecond: 5, burst: 50 },
  }),
  /** Ends the session: its token is void. The device keeps its place and its queue. */
  'account.logout': request(0x0205, {
    request: z.object({}),
    reply: z.object({}),
    needs: 'account',
    rate: { perSecond: 1, burst: 5 },
  }),
  /** A later login has taken over. The server closes the connection after it. */
  'account.kicked': event(0x0206, EndedBy),
  /** One's own profile, or a person's whose number one knows. */
  'account.profile.get': request(0x0207, {
    request: z.object({ account: AccountId }),
    reply: Profile,
    needs: 'account',
    rate: { perSecond: 10, burst: 100 },
  }),
  /** Changes the given fields; a null clears one. */
  'account.profile.set': request(0x0208, {
    request: z.object({
      displayName: profileFields.displayName,
      sex: Sex.nullable().optional(),
      age: z.number().nullable().optional(),
      signature: profileFields.signature,
    }),
    reply: Profile,
    needs: 'account',
    rate: { perSecond: 0.5, burst: 10 },
  }),
};
