import { createPrivateKey, createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { z } from 'zod';
import {
  type AlternativeName,
  fromForgeName,
  parseSubjectAltName,
  readAccountNames,
  toForgeNames,
} from './alternative-names.ts';
import { decodeCertificate, flawOf } from './certificate-form.ts';
import type { CertifiedKey } from './certificates.ts';
import { AccountId, type Timestamp } from './ids.ts';
import { type ClockMismatch, clockMismatch, isEverValid, sharedValidity } from './validity.ts';
import {
  commonName,
  draftCertificate,
  forgeKey,
  isIssuedBy,
  isRsa,
  namesOf,
  parseStrictDer,
  selfSignedKey,
  signCertificate,
  signRequest,
} from './x509.ts';

/**
 * A request or a certificate of an account is not what it should be; the message says why, and quotes nothing of it.
 */
export class CertificateError extends Error {
  override readonly name: string = 'CertificateError';
}

/** A certificate of an account is in order, but does not hold at the time that the clock here shows. */
export class CertificateClockError extends CertificateError {
  override readonly name = 'CertificateClockError';
  readonly clock: ClockMismatch;

  constructor(clock: ClockMismatch) {
    super('expired or not valid yet');
    this.clock = clock;
  }
}

const ACCOUNT_BITS = 2048;
const ACCOUNT_YEARS = 1;
const USER_ID = '0.9.2342.19200300.100.1.1';
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

export interface CertificateRequestFields {
  name: string;
  /** RSA-2048, private */
  accountKey: KeyObject;
  /** libsignal's serialised public key, 33 bytes */
  identityKey: Uint8Array;
}

/** Asks for an account's certificate: PKCS#10, signed by the account key. @returns DER */
export function createCertificateRequest(fields: CertificateRequestFields): Buffer {
  const { name, accountKey, identityKey } = fields;
  const request = forge.pki.createCertificationRequest();
  request.publicKey = forgeKey(createPublicKey(accountKey));
  request.setSubject([commonName(name)]);
  const altNames = toForgeNames(identityKey);
  request.setAttributes([{ name: 'extensionRequest', extensions: [{ name: 'subjectAltName', altNames }] }]);
  return signRequest(request, accountKey);
}

export interface CertificateRequest {
  publicKey: KeyObject;
  name: string;
  /** empty when it says none, as ours do */
  email: string;
  identityKey: Uint8Array;
}

const Subject = z.object({ value: z.string() });
const Extensions = z.object({
  extensions: z.array(
    z.object({
      name: z.string().optional(),
      altNames: z.array(z.object({ type: z.number(), value: z.string() })).optional(),
    }),
  ),
});

/** @throws CertificateError unless it is a request as above, signed by the key it asks for */
export function readCertificateRequest(der: Uint8Array): CertificateRequest {
  const request = orRefuse('unreadable request', () => forge.pki.certificationRequestFromAsn1(parseStrictDer(der)));
  const publicKey = orRefuse('unreadable key', () => selfSignedKey(request));
  demand(publicKey !== undefined, 'not signed by its key');
  demand(isRsa(publicKey, ACCOUNT_BITS), 'key type');
  const names = orRefuse('unreadable names', () => readAccountNames(alternativeNamesOf(request)));
  demand(names !== undefined, 'names');
  const { value } = orRefuse('subject', () => Subject.parse(request.subject.getField('CN')));
  return { publicKey, name: Buffer.from(value, 'latin1').toString(), ...names };
}

/** @throws ZodError when the request asks for nothing, or for it in another shape */
function alternativeNamesOf(request: forge.pki.CertificateSigningRequest): AlternativeName[] {
  const { extensions } = Extensions.parse(request.getAttribute({ name: 'extensionRequest' }));
  const alternatives = extensions.filter(({ name }) => name === 'subjectAltName');
  return alternatives.flatMap(({ altNames }) => altNames ?? []).map(fromForgeName);
}

export interface CertificateFields {
  account: AccountId;
  name: string;
  publicKey: KeyObject;
  identityKey: Uint8Array;
  now: Date;
}

/**
 * An account's certificate below the authority: one year. It is shown to people who may be strangers, so it names no
 * mailbox.
 * @returns DER
 */
export function createAccountCertificate(ca: CertifiedKey, fields: CertificateFields): Buffer {
  const authority = forge.pki.certificateFromPem(ca.certificate);
  const subject = [commonName(fields.name), { type: USER_ID, value: String(fields.account) }];
  const draft = draftCertificate(fields.publicKey, subject, { now: fields.now, years: ACCOUNT_YEARS });
  draft.setIssuer(namesOf(authority));
  draft.setExtensions([
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true },
    { name: 'extKeyUsage', emailProtection: true, clientAuth: true },
    { name: 'subjectAltName', altNames: toForgeNames(fields.identityKey) },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: authority.generateSubjectKeyIdentifier().getBytes() },
  ]);
  return signCertificate(draft, createPrivateKey(ca.key));
}

/** What a certificate says, once checked. */
export interface AccountCertificate {
  account: AccountId;
  name: string;
  /** empty but in certificates that servers of before have made */
  email: string;
  /** libsignal's serialised public key, 33 bytes */
  identityKey: Uint8Array;
  /** upper-case hexadecimal */
  serial: string;
  /** the authority's common name */
  issuer: string;
  validFrom: Timestamp;
  validTo: Timestamp;
  /** SHA-256 of the DER, upper-case hexadecimal pairs with colons */
  fingerprint: string;
  publicKey: KeyObject;
}

/**
 * Checks that the authority certified the keys of exactly that account. Revocation is the caller's to look at.
 * @param authority DER of the pinned authority's certificate
 * @param expected `now` in milliseconds since the epoch
 * @throws CertificateError; CertificateClockError when only the time is not right
 */
export function verifyAccountCertificate(
  der: Uint8Array,
  authority: Uint8Array,
  { account, now }: { account: AccountId; now: number },
): AccountCertificate {
  const [certificate, ca] = orRefuse('unreadable', () => [decodeCertificate(der), decodeCertificate(authority)]);
  demand(isIssuedBy(certificate, ca), 'not issued by the authority');
  demand(isRsa(certificate.publicKey, ACCOUNT_BITS), 'key type');
  const flaw = flawOf(ca, 'authority') ?? flawOf(certificate, 'end');
  demand(flaw === undefined, flaw ?? '');
  demand(isForAccounts(certificate), 'not an account certificate');
  const read = readAccountCertificate(der);
  demand(read.account === account, 'of another account');
  demandValidAt(now, certificate, ca);
  return read;
}

function demandValidAt(now: number, ...certificates: X509Certificate[]): void {
  const validity = sharedValidity(...certificates);
  demand(isEverValid(validity), 'never valid');
  const mismatch = clockMismatch(validity, now);
  if (mismatch) throw new CertificateClockError(mismatch);
}

/**
 * What a certificate says, without a judgement on it: for those that were checked before they were stored.
 * @throws CertificateError
 */
export function readAccountCertificate(der: Uint8Array): AccountCertificate {
  const certificate = orRefuse('unreadable', () => decodeCertificate(der));
  const { CN: name, UID: id } = textsOf(certificate.toLegacyObject().subject);
  const account = AccountId.safeParse(id && /^[1-9]\d*$/.test(id) ? Number(id) : undefined);
  demand(name !== undefined && account.success, 'subject');
  const names = orRefuse('unreadable names', () =>
    readAccountNames(parseSubjectAltName(certificate.subjectAltName ?? '')),
  );
  demand(names !== undefined, 'names');
  return {
    account: account.data,
    name,
    ...names,
    serial: certificate.serialNumber,
    issuer: textsOf(certificate.toLegacyObject().issuer).CN ?? '',
    validFrom: certificate.validFromDate.getTime(),
    validTo: certificate.validToDate.getTime(),
    fingerprint: certificate.fingerprint256,
    publicKey: certificate.publicKey,
  };
}

/** What a subject or an issuer says; nothing when it says nothing. */
function textsOf(field: unknown): z.infer<typeof Texts> {
  return Texts.catch({}).parse(field);
}

/** A field that occurs twice is a list in Node's words: as good as absent. */
const Text = z.string().optional().catch(undefined);
const Texts = z.object({ CN: Text, UID: Text });

function isForAccounts({ keyUsage }: X509Certificate): boolean {
  return keyUsage?.length === 2 && keyUsage.includes(EMAIL_PROTECTION) && keyUsage.includes(CLIENT_AUTH);
}

function demand(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new CertificateError(otherwise);
}

/** Parsers of foreign bytes throw whatever they like; what they say may quote the bytes. */
function orRefuse<T>(reason: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new CertificateError(reason);
  }
}
