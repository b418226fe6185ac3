import { createPublicKey, verify } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { AccountId, DeviceId, OperationError, type Timestamp } from '../../protocol/index.ts';

const Claims = z.object({
  account: AccountId,
  device: DeviceId,
  session: z.number().int().min(1),
  /** seconds since 1970 */
  exp: z.number().int(),
});
/** Whose login it was, on which device, the login's number, and how long that holds. */
export type Claims = z.infer<typeof Claims>;

const ALGORITHM = 'HS256';
const RESUME_LABEL = Buffer.from('miyu/1 resume');
/** RFC 8410: what stands before the 32 bytes of an Ed25519 public key in its SPKI. */
const ED25519_SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Clients resume with the same token for months: one that was verified need not be again. */
const TOKENS_REMEMBERED = 10_000;

/** Tokens say that an account signed in on a device. They are of no use without the device's key. */
export class Tokens {
  readonly #secret: Buffer;
  readonly #days: number;
  readonly #verified = new Map<string, Claims>();

  /** @param lifetimeDays after which a token is void */
  constructor(secret: Buffer, lifetimeDays: number) {
    this.#secret = secret;
    this.#days = lifetimeDays;
  }

  issue({ account, device, session }: Omit<Claims, 'exp'>, now: Timestamp): Promise<string> {
    const issuedAt = Math.floor(now / 1000);
    return new SignJWT({ account, device, session })
      .setProtectedHeader({ alg: ALGORITHM })
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + Math.ceil(this.#days * 24 * 3600))
      .sign(this.#secret);
  }

  /** @throws OperationError `bad-token` */
  async read(token: string, now: Timestamp): Promise<Claims> {
    const claims = this.#verified.get(token) ?? (await this.#verify(token, now));
    if (claims.exp * 1000 <= now) throw new OperationError('bad-token');
    return claims;
  }

  async #verify(token: string, now: Timestamp): Promise<Claims> {
    try {
      const { payload } = await jwtVerify(token, this.#secret, {
        algorithms: [ALGORITHM],
        currentDate: new Date(now),
      });
      return this.#remember(token, Claims.parse(payload));
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) throw new OperationError('bad-token');
      throw error;
    }
  }

  #remember(token: string, claims: Claims): Claims {
    if (this.#verified.size >= TOKENS_REMEMBERED) this.#verified.clear();
    this.#verified.set(token, claims);
    return claims;
  }
}

/** Whether the owner of the device's key asks to resume on exactly this connection. */
export function isResumeSigned(deviceKey: Uint8Array, exporter: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({
    key: Buffer.concat([ED25519_SPKI_PREFIX, deviceKey]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, Buffer.concat([RESUME_LABEL, exporter]), key, signature);
}
