import { createPublicKey, type KeyObject, randomBytes, sign, verify, X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/*
 * node-forge builds certificates and requests for them (node:crypto cannot); node:crypto makes the keys and signs
 * (forge's RSA is slow) and checks every certificate (one parser, OpenSSL's, decides what a certificate says).
 */

export const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
export const UTF8: number = forge.asn1.Type.UTF8;
const PUBLIC_EXPONENT = 65537n;
/** Clocks of clients may be behind by so much. */
const BACKDATE_MS = 24 * 3600_000;

export function derOf(object: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(object).getBytes(), 'latin1');
}

/** @throws whatever forge finds wrong, also bytes behind the end */
export function parseDer(der: Uint8Array): forge.asn1.Asn1 {
  return forge.asn1.fromDer(Buffer.from(der).toString('latin1'));
}

/** As parseDer, for what must be written in the one way that DER allows. @throws also TypeError */
export function parseStrictDer(der: Uint8Array): forge.asn1.Asn1 {
  const parsed = parseDer(der);
  if (!derOf(parsed).equals(der)) throw new TypeError('not DER');
  return parsed;
}

export function forgeKey(publicKey: KeyObject): forge.pki.PublicKey {
  return forge.pki.publicKeyFromPem(String(publicKey.export({ type: 'spki', format: 'pem' })));
}

export function commonName(name: string): forge.pki.CertificateField {
  return { name: 'commonName', value: name, valueTagClass: UTF8 };
}

/** The subject of a certificate that was read, as an issuer: forge gives UTF-8 as bytes and takes it as text. */
export function namesOf({ subject }: forge.pki.Certificate): forge.pki.CertificateField[] {
  return subject.attributes.map(({ value, ...field }) => {
    const isText = field.valueTagClass === UTF8 && typeof value === 'string';
    return { ...field, value: isText ? forge.util.decodeUtf8(value) : value };
  });
}

/** A certificate that still lacks issuer, extensions and signature. */
export function draftCertificate(
  publicKey: KeyObject,
  subject: forge.pki.CertificateField[],
  { now, years }: { now: Date; years: number },
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forgeKey(publicKey);
  // a leading byte below 0x80 keeps the number positive, above 0 keeps it 16 bytes long (RFC 5280 4.1.2.2)
  certificate.serialNumber = `40${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(now.getTime() - BACKDATE_MS);
  certificate.validity.notAfter = new Date(now);
  certificate.validity.notAfter.setUTCFullYear(now.getUTCFullYear() + years);
  certificate.setSubject(subject);
  return certificate;
}

/** Signs a complete draft. @returns DER */
export function signCertificate(certificate: forge.pki.Certificate, key: KeyObject): Buffer {
  certificate.signatureOid = SHA256_WITH_RSA;
  certificate.siginfo.algorithmOid = SHA256_WITH_RSA;
  // forge makes the part to be signed only together with a signature
  certificate.signature = '';
  const toBeSigned = firstOf(forge.pki.certificateToAsn1(certificate));
  certificate.signature = sign('sha256', derOf(toBeSigned), key).toString('latin1');
  return derOf(forge.pki.certificateToAsn1(certificate));
}

/** As signCertificate, for a request. */
export function signRequest(request: forge.pki.CertificateSigningRequest, key: KeyObject): Buffer {
  request.signatureOid = SHA256_WITH_RSA;
  request.siginfo.algorithmOid = SHA256_WITH_RSA;
  request.signature = '';
  const toBeSigned = firstOf(forge.pki.certificationRequestToAsn1(request));
  request.signature = sign('sha256', derOf(toBeSigned), key).toString('latin1');
  return derOf(forge.pki.certificationRequestToAsn1(request));
}

function firstOf({ value }: forge.asn1.Asn1): forge.asn1.Asn1 {
  const [first] = value;
  if (typeof first !== 'object') throw new TypeError('not a sequence');
  return first;
}

/** The key of a request that has signed the request itself; undefined when it has not. */
export function selfSignedKey(request: forge.pki.CertificateSigningRequest): KeyObject | undefined {
  const { publicKey, certificationRequestInfo, signature, signatureOid } = request;
  if (!publicKey || !certificationRequestInfo || signatureOid !== SHA256_WITH_RSA) return undefined;
  const key = createPublicKey(forge.pki.publicKeyToPem(publicKey));
  return verify('sha256', derOf(certificationRequestInfo), key, Buffer.from(signature, 'latin1')) ? key : undefined;
}

export function isRsa(key: KeyObject, bits: number): boolean {
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {};
  return key.asymmetricKeyType === 'rsa' && modulusLength === bits && publicExponent === PUBLIC_EXPONENT;
}

/** Whether exactly this authority signed the end certificate, with a signature of its own key. */
export function isIssuedBy(leaf: X509Certificate, ca: X509Certificate): boolean {
  return ca.ca && !leaf.ca && leaf.checkIssued(ca) && leaf.verify(ca.publicKey);
}

export function toPem(der: Uint8Array): string {
  return new X509Certificate(der).toString();
}
