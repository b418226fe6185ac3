import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  type CertifiedKey,
  caFingerprint,
  clockMismatch,
  createCertificateAuthority,
  createServerCertificate,
  type ServerIdentity,
  sharedValidity,
  writePrivateFile,
} from '../protocol/index.ts';

const CA_FILE = 'authority.pem';
const SERVER_FILE = 'server.pem';
const SECRETS_FILE = 'secrets.json';
const RENEW_BEFORE_MS = 30 * 24 * 3600_000;

const Secret = z
  .base64url()
  .transform((text) => Buffer.from(text, 'base64url'))
  .refine((bytes) => bytes.length === 32);

/** 32 random bytes each, made at the first start. Losing them voids every password and session. */
const Secrets = z.strictObject({ pepper: Secret, token: Secret, kdf: Secret });
export type Secrets = z.infer<typeof Secrets>;

/** A file of the data folder is missing, does not hold what it should, or is not valid at this time. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
}

/** Whether a server has been set up in this folder before. */
export function hasIdentity(folder: string): boolean {
  return existsSync(join(folder, SECRETS_FILE));
}

/**
 * What the server shows and proves to clients; its certificate is renewed when it has less than a month, or is not
 * valid yet.
 * @param isNew whether the authority may be made: accounts trust the one they know
 * @throws IdentityError when a file is damaged or lost, or the authority is not valid at this time
 */
export async function loadIdentity(
  folder: string,
  { name, now, isNew }: { name: string; now: Date; isNew: boolean },
): Promise<{ identity: ServerIdentity; authority: CertifiedKey; fingerprint: string }> {
  if (!isNew) demandFile(join(folder, CA_FILE));
  const commonName = `${name} (Miyu)`;
  const ca = await loadOrMake(
    join(folder, CA_FILE),
    () => true,
    () => createCertificateAuthority({ name: commonName, now }),
  );
  const issuer = new X509Certificate(ca.certificate);
  demandValidNow(issuer, now, join(folder, CA_FILE));
  const isFit = ({ certificate }: CertifiedKey) => {
    const leaf = new X509Certificate(certificate);
    return leaf.checkIssued(issuer) && holdsForAMonth(leaf, now);
  };
  const server = await loadOrMake(join(folder, SERVER_FILE), isFit, () =>
    createServerCertificate(ca, { name: commonName, now }),
  );
  return {
    identity: {
      chain: [new X509Certificate(server.certificate).raw, issuer.raw],
      privateKey: createPrivateKey(server.key),
    },
    authority: ca,
    fingerprint: caFingerprint(ca.certificate),
  };
}

/** No client accepts a server below an authority that is not valid: better it says so than that it runs for nobody. */
function demandValidNow(authority: X509Certificate, now: Date, path: string): void {
  const mismatch = clockMismatch(sharedValidity(authority), now.getTime());
  if (!mismatch) return;
  const [here, from, to] = [mismatch.here, mismatch.validFrom, mismatch.validTo].map((time) =>
    new Date(time).toISOString().slice(0, 10),
  );
  throw new IdentityError(
    `the clock of this machine shows ${here}, but ${path} is valid from ${from} to ${to}: set the clock, then start again`,
  );
}

function holdsForAMonth({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && validToDate.getTime() - now.getTime() > RENEW_BEFORE_MS;
}

function demandFile(path: string): void {
  if (!existsSync(path)) throw new IdentityError(`${path} is missing: restore it from a backup`);
}

/** The key and its certificate are in one file, one after the other, so that they can only change together. */
async function loadOrMake(
  path: string,
  isGood: (pair: CertifiedKey) => boolean,
  make: () => CertifiedKey,
): Promise<CertifiedKey> {
  const text = readIfExists(path);
  const known = text === undefined ? undefined : parsePair(path, text);
  if (known && isGood(known)) return known;
  const made = make();
  await writePrivateFile(path, `${made.key.trimEnd()}\n${made.certificate}`);
  return made;
}

function parsePair(path: string, text: string): CertifiedKey {
  const [key, certificate] = text.match(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g) ?? [];
  if (!key?.includes('PRIVATE KEY') || !certificate?.includes('CERTIFICATE')) {
    throw new IdentityError(`${path} is damaged: restore it from a backup`);
  }
  return { key, certificate };
}

/** @throws IdentityError when the file is damaged, or lost though there are accounts */
export async function loadSecrets(folder: string, { isNew }: { isNew: boolean }): Promise<Secrets> {
  const path = join(folder, SECRETS_FILE);
  if (!isNew) demandFile(path);
  const text = readIfExists(path);
  if (text === undefined) return makeSecrets(path);
  try {
    return Secrets.parse(JSON.parse(text));
  } catch {
    // the reason would quote the file
    throw new IdentityError(`${path} is damaged: restore it from a backup`);
  }
}

async function makeSecrets(path: string): Promise<Secrets> {
  const secrets: Secrets = { pepper: randomBytes(32), token: randomBytes(32), kdf: randomBytes(32) };
  const text = Object.entries(secrets).map(([name, bytes]) => [name, bytes.toString('base64url')]);
  await writePrivateFile(path, `${JSON.stringify(Object.fromEntries(text), undefined, 2)}\n`);
  return secrets;
}

function readIfExists(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
