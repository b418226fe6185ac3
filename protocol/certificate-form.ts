import { X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { parseStrictDer, SHA256_WITH_RSA } from './x509.ts';

/*
 * What certificates must look like beside what OpenSSL checks. It takes PEM for DER, lets bytes follow, accepts every
 * hash, and leaves extensions to its caller.
 */

const X509_VERSION_3 = 2;
const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const SUBJECT_ALT_NAME = '2.5.29.17';
const EXT_KEY_USAGE = '2.5.29.37';
/** Extensions whose meaning is looked at; one that others mark as critical is no reason to refuse. */
const UNDERSTOOD = [BASIC_CONSTRAINTS, KEY_USAGE, SUBJECT_ALT_NAME, EXT_KEY_USAGE];

/** DER allows one way only to write each of these. */
const USES = {
  /** basicConstraints: CA, no authority below it; keyUsage: keyCertSign and cRLSign */
  authority: { [BASIC_CONSTRAINTS]: '30060101ff020100', [KEY_USAGE]: '03020106' },
  /** basicConstraints: no CA; keyUsage: digitalSignature */
  end: { [BASIC_CONSTRAINTS]: '3000', [KEY_USAGE]: '03020780' },
} as const;

interface Extension {
  id: string;
  critical: boolean;
  /** DER, a character for each byte */
  value: string;
}

/**
 * A certificate in DER from somebody else, of which nothing has been checked but that its parts can be read.
 * @throws whatever OpenSSL finds wrong; TypeError for PEM, for bytes behind the end, and for a date that is none
 */
export function decodeCertificate(der: Uint8Array): X509Certificate {
  const certificate = new X509Certificate(der);
  if (!certificate.raw.equals(der)) throw new TypeError('not one certificate in DER');
  const { validFromDate, validToDate, publicKey } = certificate;
  if (Number.isNaN(validFromDate.getTime()) || Number.isNaN(validToDate.getTime())) throw new TypeError('date');
  // OpenSSL decodes the key when it is asked for
  if (publicKey.type !== 'public') throw new TypeError('key');
  return certificate;
}

/**
 * What is wrong with the form of a certificate whose signature and RSA key have been checked: signed with SHA-256 and
 * RSA, strict DER, basicConstraints and keyUsage of its kind, no extension twice, none critical that is not understood.
 * @returns undefined when nothing is
 */
export function flawOf({ raw }: X509Certificate, kind: keyof typeof USES): string | undefined {
  const certificate = readStrictly(raw);
  if (!certificate) return 'not DER';
  const { version, signatureOid, siginfo } = certificate;
  if (version !== X509_VERSION_3) return 'version';
  const isSha256 = signatureOid === SHA256_WITH_RSA && siginfo.algorithmOid === SHA256_WITH_RSA;
  return isSha256 ? extensionFlaw(certificate.extensions as Extension[], kind) : 'signature algorithm';
}

function readStrictly(der: Buffer): forge.pki.Certificate | undefined {
  try {
    return forge.pki.certificateFromAsn1(parseStrictDer(der));
  } catch {
    return undefined;
  }
}

function extensionFlaw(extensions: Extension[], kind: keyof typeof USES): string | undefined {
  const ids = extensions.map(({ id }) => id);
  if (new Set(ids).size < ids.length) return 'an extension twice';
  if (extensions.some(({ id, critical }) => critical && !UNDERSTOOD.includes(id))) return 'unknown critical extension';
  const contentOf = (wanted: string) => {
    const value = extensions.find(({ id }) => id === wanted)?.value;
    return value === undefined ? undefined : Buffer.from(value, 'latin1').toString('hex');
  };
  if (contentOf(BASIC_CONSTRAINTS) !== USES[kind][BASIC_CONSTRAINTS]) return 'basic constraints';
  return contentOf(KEY_USAGE) === USES[kind][KEY_USAGE] ? undefined : 'key usage';
}
