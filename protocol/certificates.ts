import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  verify,
  X509Certificate,
} from 'node:crypto';
import forge from 'node-forge';
import { decodeCertificate, flawOf } from './certificate-form.ts';
import { ChannelError } from './errors.ts';
import { isEverValid, sharedValidity, type Validity } from './validity.ts';
import { commonName, draftCertificate, isIssuedBy, isRsa, namesOf, signCertificate, toPem } from './x509.ts';

export interface CertifiedKey {
  /** PKCS#8 PEM */
  key: string;
  /** X.509 PEM */
  certificate: string;
}

const CA_BITS = 3072;
const CA_YEARS = 20;
const SERVER_BITS = 2048;
const SERVER_YEARS = 1;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

/** PSS with SHA-256 and a salt of the hash's length, as in TLS 1.3. */
export const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } as const;

function makeKeys(bits: number) {
  return generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function sign(draft: forge.pki.Certificate, key: string): string {
  return toPem(signCertificate(draft, createPrivateKey(key)));
}

/** A new certificate authority: RSA-3072, 20 years, may sign end certificates only. */
export function createCertificateAuthority({ name, now }: { name: string; now: Date }): CertifiedKey {
  const { publicKey, privateKey } = makeKeys(CA_BITS);
  const certificate = draftCertificate(createPublicKey(publicKey), [commonName(name)], {
    now,
    years: CA_YEARS,
  });
  certificate.setIssuer(certificate.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  return { key: privateKey, certificate: sign(certificate, privateKey) };
}

/** A server's certificate below that authority: RSA-2048, one year. */
export function createServerCertificate(ca: CertifiedKey, { name, now }: { name: string; now: Date }): CertifiedKey {
  const { publicKey, privateKey } = makeKeys(SERVER_BITS);
  const authority = forge.pki.certificateFromPem(ca.certificate);
  const certificate = draftCertificate(createPublicKey(publicKey), [commonName(name)], {
    now,
    years: SERVER_YEARS,
  });
  certificate.setIssuer(namesOf(authority));
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: authority.generateSubjectKeyIdentifier().getBytes() },
  ]);
  return { key: privateKey, certificate: sign(certificate, ca.key) };
}

/**
 * What clients pin: base64url SHA-256 of the public key (SPKI), so that a renewed certificate of the same key stays
 * trusted.
 */
export function caFingerprint(certificate: X509Certificate | string | Uint8Array): string {
  const parsed = certificate instanceof X509Certificate ? certificate : new X509Certificate(certificate);
  return hash('sha256', parsed.publicKey.export({ type: 'spki', format: 'der' }), 'base64url');
}

export interface VerifiedServer {
  publicKey: KeyObject;
  /** the CA's */
  fingerprint: string;
  /** the CA's certificate, DER */
  authority: Uint8Array;
  /** of both certificates: the caller compares it with its clock, once the server has proved that it has the key */
  validity: Validity;
}

/**
 * Checks a server's chain against the pinned authority, in everything but the time.
 * @param chain DER: the server's certificate, then the authority's
 * @param pin the authority's fingerprint; undefined accepts any authority and leaves the judgement to the caller
 * @throws ChannelError `untrusted`
 */
export function verifyServerChain(chain: readonly Uint8Array[], pin: string | undefined): VerifiedServer {
  const [leaf, ca] = parseChain(chain);
  const fingerprint = caFingerprint(ca);
  demand(pin === undefined || pin === fingerprint, 'another certificate authority than the pinned one');
  demand(isRsa(ca.publicKey, CA_BITS) && isRsa(leaf.publicKey, SERVER_BITS), 'key type');
  demand(ca.ca && ca.checkIssued(ca) && ca.verify(ca.publicKey), 'not a certificate authority');
  demand(isIssuedBy(leaf, ca), 'not issued by the authority');
  demandNoFlaw(flawOf(ca, 'authority') ?? flawOf(leaf, 'end'));
  demand(isForServers(leaf), 'not a server certificate');
  const validity = sharedValidity(leaf, ca);
  demand(isEverValid(validity), 'never valid');
  return { publicKey: leaf.publicKey, fingerprint, authority: ca.raw, validity };
}

function parseChain(chain: readonly Uint8Array[]): [X509Certificate, X509Certificate] {
  const [leaf, ca] = chain;
  demand(leaf !== undefined && ca !== undefined && chain.length === 2, 'chain length');
  try {
    return [decodeCertificate(leaf), decodeCertificate(ca)];
  } catch {
    throw new ChannelError('untrusted', 'unreadable certificate');
  }
}

function isForServers({ keyUsage }: X509Certificate): boolean {
  return keyUsage?.includes(SERVER_AUTH) === true;
}

function demandNoFlaw(flaw: string | undefined): void {
  demand(flaw === undefined, flaw ?? '');
}

function demand(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new ChannelError('untrusted', otherwise);
}

/** Whether `signature` is this key's over `data`, RSA-PSS with SHA-256. */
export function verifySignature(publicKey: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  return verify('sha256', data, { key: publicKey, ...PSS }, signature);
}
