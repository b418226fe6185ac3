import { z } from 'zod';
import { AccountId, bytes, DeviceId, Timestamp } from '../ids.ts';
import { CERTIFICATE_LIMIT, CERTIFICATE_REQUEST_LIMIT, PREKEYS_PER_DEVICE, VAULT_LIMIT } from '../limits.ts';
import { event, request } from './operation.ts';

/** libsignal's numbers of prekeys are unsigned, 24 bits are used. */
const PreKeyId = z
  .number()
  .int()
  .min(0)
  .max(2 ** 24 - 1);
/** libsignal's registration id: tells a device that was set up anew from the one before it. */
const RegistrationId = z.number().int().min(1).max(0x3fff);

/** A curve25519 public key with libsignal's type byte in front. */
const CurveKey = bytes({ exactly: 33 });
/** By the account's identity key (XEdDSA). */
const KeySignature = bytes({ exactly: 64 });

const OneTimePreKey = z.object({ id: PreKeyId, key: CurveKey });
export type OneTimePreKey = z.infer<typeof OneTimePreKey>;
const SignedPreKey = z.object({ id: PreKeyId, key: CurveKey, signature: KeySignature });
/** Kyber-1024 with libsignal's type byte in front. */
const KyberPreKey = z.object({ id: PreKeyId, key: bytes({ exactly: 1569 }), signature: KeySignature });

/** What a device publishes once, and anew when it replaces its signed keys. */
const DeviceKeys = z.object({
  registrationId: RegistrationId,
  signed: SignedPreKey,
  /** used by everyone once the device has no one-time keys left, so it is never used up */
  lastResort: KyberPreKey,
});
export type DeviceKeys = z.infer<typeof DeviceKeys>;

/** What somebody needs to begin a session with one device. */
export const PreKeyBundle = DeviceKeys.extend({
  device: DeviceId,
  /** given out once; absent when the device has none left */
  oneTime: OneTimePreKey.optional(),
});
export type PreKeyBundle = z.infer<typeof PreKeyBundle>;

/** DER */
const Certificate = bytes({ min: 1, max: CERTIFICATE_LIMIT });

/** Why a certificate holds no longer. `reset`: an administrator let the person set up new keys. */
export const RevocationReason = z.enum(['reset']);
export type RevocationReason = z.infer<typeof RevocationReason>;

export const Revocation = z.object({
  /** of the certificate, upper-case hexadecimal */
  serial: z.string().regex(/^[0-9A-F]{1,40}$/),
  at: Timestamp,
  reason: RevocationReason,
});
export type Revocation = z.infer<typeof Revocation>;

/** The account's secrets, encrypted by its client; opaque to the server. `version` counts its changes from 1. */
export const Vault = z.object({ version: z.number().int().min(1), data: bytes({ min: 1, max: VAULT_LIMIT }) });
export type Vault = z.infer<typeof Vault>;

export const keysOperations = {
  /**
   * Gives an account without keys its keys: the server certifies the public ones and keeps the vault with the others.
   * Fails with `already-enrolled` when it has keys.
   */
  'keys.enrol': request(0x0301, {
    request: z.object({
      /** PKCS#10, DER: the account key, signed by itself, with the identity key as its subject alternative name */
      certificateRequest: bytes({ min: 1, max: CERTIFICATE_REQUEST_LIMIT }),
      vault: bytes({ min: 1, max: VAULT_LIMIT }),
      /** by which the recovery code is recognised, as `auth` is for the password */
      recovery: bytes({ exactly: 32 }),
    }),
    reply: z.object({ certificate: Certificate }),
    needs: 'account',
    rate: { perSecond: 0.2, burst: 5 },
  }),
  /** Publishes this device's keys. From the first time on, messages to the account must be written for it too. */
  'keys.publish': request(0x0302, {
    request: z.object({
      device: DeviceKeys.optional(),
      /** added to those that are left; beyond the limit the oldest go */
      oneTime: z.array(OneTimePreKey).max(PREKEYS_PER_DEVICE),
    }),
    reply: z.object({ oneTime: z.number().int() }),
    needs: 'account',
    rate: { perSecond: 0.5, burst: 10 },
  }),
  /** How many one-time keys this device has left; `isPublished` is false when the server has no keys of it at all. */
  'keys.count': request(0x0303, {
    request: z.object({}),
    reply: z.object({ oneTime: z.number().int(), isPublished: z.boolean() }),
    needs: 'account',
    rate: { perSecond: 1, burst: 10 },
  }),
  /**
   * Keys of a friend's or a fellow member's devices, or of one's own others. Devices that have none are left out. Who begins to
   * write in a large room needs those of all.
   */
  'keys.bundle': request(0x0304, {
    request: z.object({ account: AccountId, devices: z.array(DeviceId).min(1).max(5) }),
    reply: z.object({ certificate: Certificate, bundles: z.array(PreKeyBundle) }),
    needs: 'account',
    rate: { perSecond: 50, burst: 1000 },
  }),
  /**
   * One's own certificate, a friend's, a fellow member's, or that of somebody who asks to be let into a room that one leads, and
   * the account's revoked ones.
   */
  'keys.certificate': request(0x0305, {
    request: z.object({ account: AccountId }),
    reply: z.object({ certificate: Certificate, revoked: z.array(Revocation).max(50) }),
    needs: 'account',
    rate: { perSecond: 50, burst: 1000 },
  }),
  /** One's own vault. `not-found` while the account has no keys. */
  'keys.vault.get': request(0x0306, {
    request: z.object({}),
    reply: Vault,
    needs: 'account',
    rate: { perSecond: 1, burst: 20 },
  }),
  /** Replaces the vault. `vault-changed` unless `version` is one above the present. */
  'keys.vault.put': request(0x0307, {
    request: Vault,
    reply: z.object({}),
    needs: 'account',
    rate: { perSecond: 0.5, burst: 20 },
  }),

  /** This device has so few one-time keys left that it should publish more. */
  'keys.low': event(0x0310, z.object({ oneTime: z.number().int() })),
  /** A friend has new keys: the certificate that was known is revoked. */
  'keys.changed': event(0x0311, z.object({ account: AccountId })),
};
