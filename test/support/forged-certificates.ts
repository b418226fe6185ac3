import { createPrivateKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import type { AccountId, CertifiedKey } from '../../protocol/index.ts';
import { derOf, draftCertificate, namesOf, parseDer, signCertificate, UTF8 } from '../../protocol/x509.ts';

/*
 * Certificates that no program of ours makes, signed by the right key: what an authority that lies, or one of an older
 * version, could show.
 */

export interface ForgedFields {
  publicKey: KeyObject;
  subject: forge.pki.CertificateField[];
  extensions: object[];
  now: Date;
  years?: number;
}

/** Below that authority. @returns DER */
export function forgeCertificate(ca: CertifiedKey, fields: ForgedFields): Buffer {
  const issuer = namesOf(forge.pki.certificateFromPem(ca.certificate));
  return signCertificate(draft(fields, issuer), createPrivateKey(ca.key));
}

/** An authority that has signed itself, RSA-3072. */
export function forgeAuthority(fields: Omit<ForgedFields, 'publicKey'>): CertifiedKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const der = signCertificate(draft({ ...fields, publicKey }, fields.subject), privateKey);
  return certified(der, privateKey);
}

export function certified(der: Uint8Array, key: KeyObject): CertifiedKey {
  return {
    key: String(key.export({ type: 'pkcs8', format: 'pem' })),
    certificate: new X509Certificate(der).toString(),
  };
}

function draft(fields: ForgedFields, issuer: forge.pki.CertificateField[]): forge.pki.Certificate {
  const { publicKey, subject, extensions, now, years = 1 } = fields;
  const certificate = draftCertificate(publicKey, subject, { now, years });
  certificate.setIssuer(issuer);
  // forge writes into what it is given
  certificate.setExtensions(extensions.map((extension) => ({ ...extension })));
  return certificate;
}

/** What our certificates have as extensions, to leave some out or put others in. */
export const parts = {
  authority: { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
  authorityUse: { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
  end: { name: 'basicConstraints', critical: true, cA: false },
  endUse: { name: 'keyUsage', critical: true, digitalSignature: true },
  forServers: { name: 'extKeyUsage', serverAuth: true },
  forAccounts: { name: 'extKeyUsage', emailProtection: true, clientAuth: true },
};

/** A critical extension of which nobody here has heard. */
export const unheardOf = { id: '1.3.6.1.4.1.55555.1', critical: true, value: '\u0005\u0000' };

export interface FormerFields {
  account: AccountId;
  name: string;
  email: string;
  publicKey: KeyObject;
  identityKey: Uint8Array;
  now: Date;
}

/** An account's certificate as servers made it when they still put the e-mail address in. @returns DER */
export function formerCertificate(
  ca: CertifiedKey,
  { account, name, email, identityKey, ...rest }: FormerFields,
): Buffer {
  const isAscii = /^[ -~]*$/.test(email);
  const mail = isAscii ? { type: 1, value: email } : { type: 6, value: `mailto:${encodeURIComponent(email)}` };
  const identity = { type: 6, value: `miyu:identity:${Buffer.from(identityKey).toString('base64url')}` };
  const altNames = email === '' ? [identity] : [mail, identity];
  return forgeCertificate(ca, {
    ...rest,
    subject: [
      { name: 'commonName', value: name, valueTagClass: UTF8 },
      { type: '0.9.2342.19200300.100.1.1', value: String(account) },
    ],
    extensions: [
      parts.end,
      parts.endUse,
      parts.forAccounts,
      { name: 'subjectAltName', altNames },
      { name: 'subjectKeyIdentifier' },
    ],
  });
}

const HASHES = { sha1: '1.2.840.113549.1.1.5', sha384: '1.2.840.113549.1.1.12', sha512: '1.2.840.113549.1.1.13' };

/** The same certificate or request, signed anew over another hash. */
export function signedOver(der: Uint8Array, algorithm: keyof typeof HASHES, key: KeyObject): Buffer {
  const whole = parseDer(der);
  const [signed] = childrenOf(whole);
  if (!signed) throw new TypeError('nothing to sign');
  const oid = forge.asn1.oidToDer(HASHES[algorithm]).getBytes();
  // a certificate names the algorithm inside, too: third, after version and number; a request does not
  const inside = childrenOf(signed)[2];
  const hasIt = inside && childrenOf(inside)[0]?.type === forge.asn1.Type.OID && childrenOf(signed).length > 5;
  for (const place of [childrenOf(whole)[1], ...(hasIt ? [inside] : [])]) {
    const [first] = place ? childrenOf(place) : [];
    if (first) first.value = oid;
  }
  const signature = childrenOf(whole)[2];
  if (!signature) throw new TypeError('no signature');
  replaceSignature(signature, sign(algorithm, derOf(signed), key));
  return derOf(whole);
}

function childrenOf({ value }: forge.asn1.Asn1): forge.asn1.Asn1[] {
  return typeof value === 'string' ? [] : value;
}

/** Writes the outermost length with a byte more than it needs: BER, which DER forbids. */
export function withLongLength(der: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x30, 0x83, 0x00]), der.subarray(2)]);
}

/** The same certificate for another public key, also one that forge does not know. @param spki DER */
export function withKey(der: Uint8Array, spki: Uint8Array, signer: KeyObject): Buffer {
  const whole = parseDer(der);
  const [signed, , signature] = childrenOf(whole);
  if (!signed || !signature) throw new TypeError('not signed');
  childrenOf(signed).splice(SPKI_PLACE, 1, parseDer(spki));
  replaceSignature(signature, sign('sha256', derOf(signed), signer));
  return derOf(whole);
}

/** Where a certificate has its key: after version, number, algorithm, issuer, validity and subject. */
const SPKI_PLACE = 6;

/** A key of an algorithm of which nobody has heard: X.509 can carry it, OpenSSL cannot decode it. DER */
export const unknownKey = Buffer.from('3010300a06082b0601040183b20303020001', 'hex');

function replaceSignature(place: forge.asn1.Asn1, signature: Buffer): void {
  Reflect.deleteProperty(place, 'bitStringContents');
  Reflect.deleteProperty(place, 'original');
  place.value = `\u0000${signature.toString('latin1')}`;
}
