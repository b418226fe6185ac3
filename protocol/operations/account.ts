import { z } from 'zod';
import { EndedBy } from '../errors.ts';
import { AccountId, bytes, DeviceId, Timestamp } from '../ids.ts';
import { AVATAR_LIMIT, DEVICE_NAME_LIMIT, DEVICES_PER_ACCOUNT } from '../limits.ts';
import { Vault } from './keys.ts';
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

/**
 * What others see of an account. Strangers get the name for the display name where the owner does not want to be found
 * by it, and no details.
 */
export const Profile = z.object({
  account: AccountId,
  name: z.string().max(128),
  /** what the person wants to be called; the name when not set */
  displayName: z.string().max(128),
  sex: Sex.optional(),
  age: z.number().int().optional(),
  signature: z.string().max(512),
  /** SHA-256 of the picture (`account.avatar.get`) in base64url; absent when there is none */
  avatar: z.string().length(43).optional(),
});
export type Profile = z.infer<typeof Profile>;

/** The fields a person fills in; the handler judges them so that every wrong one is named (`invalid-fields`). */
const profileFields = {
  displayName: z.string().max(256).optional(),
  sex: Sex.optional(),
  age: z.number().optional(),
  signature: z.string().max(1024).optional(),
};

/** Shows that a device is known to the server. It proves nothing else, and signs nobody in. */
const DevicePass = bytes({ exactly: 32 });

/** The installation that signs in. Its key proves later resumes. */
export const DeviceDescription = z.object({
  /** given when this installation has signed in to the account before */
  id: DeviceId.optional(),
  /** as it was given to this device; then what others guess for the name does not hold this login up */
  pass: DevicePass.optional(),
  /** shown to the person, for example "Windows 11 · LAPTOP-7" */
  name: z.string().min(1).max(DEVICE_NAME_LIMIT),
  /** raw Ed25519 public key */
  key: bytes({ exactly: 32 }),
});
export type DeviceDescription = z.infer<typeof DeviceDescription>;

/** A device as its owner sees it. */
export const Device = z.object({
  id: DeviceId,
  name: z.string().max(DEVICE_NAME_LIMIT),
  /** when it first signed in */
  since: Timestamp,
  /** when it last was connected */
  lastSeen: Timestamp,
});
export type Device = z.infer<typeof Device>;

/** How one appears to friends. The server makes `offline` of `invisible`. */
export const OwnPresence = z.enum(['online', 'away', 'busy', 'invisible']);
export type OwnPresence = z.infer<typeof OwnPresence>;

/** Which friends are told the network address of one's connection: none, those in the same local network, or all. */
export const AddressSharing = z.enum(['never', 'lan', 'always']);
export type AddressSharing = z.infer<typeof AddressSharing>;

export const Status = z.object({
  presence: OwnPresence,
  address: AddressSharing,
  /**
   * whether strangers see the display name and find one by it; absent: as before, and from servers that do not know it
   */
  findable: z.boolean().optional(),
});
export type Status = z.infer<typeof Status>;

/** One sign-in with a password, or the try. */
export const LoginRecord = z.object({
  time: Timestamp,
  device: z.string().max(DEVICE_NAME_LIMIT),
  address: z.string().max(64),
  outcome: z.enum(['done', 'refused']),
  /** the device; absent where it was refused, and from before servers noted it */
  id: DeviceId.optional(),
});
export type LoginRecord = z.infer<typeof LoginRecord>;

/** PNG, JPEG or WebP; judged by the bytes it begins with. */
export const Picture = bytes({ min: 12, max: AVATAR_LIMIT });

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
      /** for the device's next login; absent from older servers */
      pass: DevicePass.optional(),
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
    // everybody behind one address comes back at once when the server was away
    rate: { perSecond: 50, burst: 500 },
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
  /** One's own profile, or a person's whose number one knows: as friends see it, or as strangers do. */
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
  /**
   * Changes the password: proves the present one, gives the next one and the vault that opens with it. Every other
   * session ends; this one goes on with the new token. `bad-credentials`, `vault-changed`
   */
  'account.password': request(0x0209, {
    request: z.object({
      auth: bytes({ exactly: 32 }),
      next: z.object({ auth: bytes({ exactly: 32 }), hashing: PasswordHashing }),
      vault: Vault,
    }),
    reply: z.object({ token: SessionToken }),
    needs: 'account',
    rate: { perSecond: 0.2, burst: 5 },
  }),
  /** The vault of somebody who has the recovery code. Unknown names and wrong codes get the same answer. */
  'account.recovery': request(0x020a, {
    request: z.object({ name: z.string().min(1).max(256), recovery: bytes({ exactly: 32 }) }),
    reply: Vault,
    needs: 'guest',
    rate: { perSecond: 0.5, burst: 10 },
  }),
  /** Sets a new password with the recovery code. Ends every session. */
  'account.recover': request(0x020b, {
    request: z.object({
      name: z.string().min(1).max(256),
      recovery: bytes({ exactly: 32 }),
      next: z.object({ auth: bytes({ exactly: 32 }), hashing: PasswordHashing }),
      /** with the next version; only the wrapping for the password differs */
      vault: Vault,
    }),
    reply: z.object({}),
    needs: 'guest',
    rate: { perSecond: 0.2, burst: 10 },
  }),
  /**
   * Sets a new password with a code from the administrator. The account loses its vault, devices and what waited for
   * them, for without password and recovery code nobody can read it; name, friends and profile stay. The next login
   * enrols new keys.
   */
  'account.reset': request(0x020c, {
    request: z.object({
      name: z.string().min(1).max(256),
      code: z.string().min(1).max(64),
      next: z.object({ auth: bytes({ exactly: 32 }), hashing: PasswordHashing }),
    }),
    reply: z.object({}),
    needs: 'guest',
    rate: { perSecond: 0.2, burst: 10 },
  }),
  'account.devices': request(0x020d, {
    request: z.object({}),
    reply: z.object({ devices: z.array(Device).max(DEVICES_PER_ACCOUNT) }),
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  /** Removes one of one's other devices: its session, its keys and what waits for it. `not-found`, `oneself` */
  'account.device.remove': request(0x020e, {
    request: z.object({ device: DeviceId }),
    reply: z.object({}),
    needs: 'account',
    rate: { perSecond: 0.5, burst: 10 },
  }),
  /** Sets one's picture; takes it away when absent. `invalid-fields` when it is no picture. */
  'account.avatar.set': request(0x020f, {
    request: z.object({ picture: Picture.optional() }),
    reply: Profile,
    needs: 'account',
    rate: { perSecond: 0.2, burst: 10 },
  }),
  /** The picture of anyone whose number one knows. `not-found` when there is none. */
  'account.avatar.get': request(0x0210, {
    request: z.object({ account: AccountId }),
    reply: z.object({ picture: Picture }),
    needs: 'account',
    rate: { perSecond: 20, burst: 300 },
  }),
  'account.status.get': request(0x0211, {
    request: z.object({}),
    reply: Status,
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  /** Kept by the server: it holds for later sessions too. */
  'account.status.set': request(0x0212, {
    request: Status,
    reply: z.object({}),
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  /** The last sign-ins, newest first. */
  'account.logins': request(0x0213, {
    request: z.object({}),
    reply: z.object({ logins: z.array(LoginRecord).max(50) }),
    needs: 'account',
    rate: { perSecond: 1, burst: 10 },
  }),
  /**
   * Deletes the account with all that belongs to it; name and number are not given again. `bad-credentials`; `in-rooms`
   * while it is in rooms that know it by its present keys: those it can leave.
   */
  'account.delete': request(0x0214, {
    request: z.object({ auth: bytes({ exactly: 32 }) }),
    reply: z.object({}),
    needs: 'account',
    rate: { perSecond: 0.2, burst: 5 },
  }),
};
