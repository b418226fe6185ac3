import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type CertifiedKey,
  caFingerprint,
  createCertificateAuthority,
  createServerCertificate,
  verifyServerChain,
} from '../../../protocol/index.ts';
import {
  forgeAuthority,
  forgeCertificate,
  parts,
  signedOver,
  unheardOf,
  unknownKey,
  withKey,
  withLongLength,
} from '../../support/forged-certificates.ts';

const now = new Date('2026-11-21T12:00:00Z');
const ca = createCertificateAuthority({ name: 'Miyu', now });
const authority = derOf(ca);
const leaf = derOf(createServerCertificate(ca, { name: 'Miyu', now }));
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const subject = [{ name: 'commonName', value: 'Miyu' }];
const unlimited = { name: 'basicConstraints', critical: true, cA: true };
const forServers = [parts.end, parts.endUse, parts.forServers];

function derOf({ certificate }: CertifiedKey): Buffer {
  return new X509Certificate(certificate).raw;
}

function keyOf({ key }: CertifiedKey): KeyObject {
  return createPrivateKey(key);
}

/** Why the chain is refused; no other kind of error may come of it. */
function refusal(leafDer: Uint8Array, caDer: Uint8Array = authority): string {
  try {
    verifyServerChain([leafDer, caDer], undefined);
    return 'accepted';
  } catch (error) {
    expect(error).toMatchObject({ name: 'ChannelError', reason: 'untrusted' });
    return String(error);
  }
}

/** A server's certificate by the right authority, with these extensions. */
function withExtensions(...extensions: object[]): Buffer {
  return forgeCertificate(ca, { publicKey, subject, extensions, now });
}

/** A chain of which the authority has these extensions. */
function belowAuthority(...extensions: object[]): [Buffer, Buffer] {
  const other = forgeAuthority({ subject, extensions, now });
  return [forgeCertificate(other, { publicKey, subject, extensions: forServers, now }), derOf(other)];
}

describe("a server's chain", () => {
  it('is accepted as our servers make it, and forged with nothing changed', () => {
    const { fingerprint, validity } = verifyServerChain([leaf, authority], caFingerprint(ca.certificate));
    expect(fingerprint).toBe(caFingerprint(ca.certificate));
    expect(validity.validTo).toBe(Date.parse('2027-11-21T12:00:00Z'));
    expect(refusal(withExtensions(...forServers))).toBe('accepted');
    expect(refusal(withExtensions(...forServers, { ...unheardOf, critical: false }))).toBe('accepted');
    expect(refusal(...belowAuthority(parts.authority, parts.authorityUse))).toBe('accepted');
  });

  it('is refused in any other form than DER', () => {
    const rewrites = [
      (der: Buffer) => Buffer.from(new X509Certificate(der).toString()),
      (der: Buffer) => Buffer.concat([der, Buffer.alloc(1)]),
      withLongLength,
    ];
    for (const rewrite of rewrites) {
      expect(refusal(rewrite(leaf))).toMatch(/unreadable/);
      expect(refusal(leaf, rewrite(authority))).toMatch(/unreadable/);
    }
  });

  it.each(['sha1', 'sha384', 'sha512'] as const)('is refused when one of it is signed over %s', (hash) => {
    expect(refusal(signedOver(leaf, hash, keyOf(ca)))).toMatch(/signature algorithm/);
    expect(refusal(leaf, signedOver(authority, hash, keyOf(ca)))).toMatch(/signature algorithm/);
  });

  it('is refused with a key that cannot be decoded', () => {
    expect(refusal(withKey(leaf, unknownKey, keyOf(ca)))).toMatch(/unreadable/);
    expect(refusal(leaf, withKey(authority, unknownKey, keyOf(ca)))).toMatch(/unreadable/);
  });

  it.each([
    ['a curve', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['another curve', generateKeyPairSync('ed25519')],
    ['a weak key', generateKeyPairSync('rsa', { modulusLength: 1024 })],
    ['another exponent', generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 17 })],
  ])('is refused with %s', (_what, other) => {
    const spki = other.publicKey.export({ type: 'spki', format: 'der' });
    expect(refusal(withKey(leaf, spki, keyOf(ca)))).toMatch(/key type/);
    expect(refusal(leaf, withKey(authority, spki, keyOf(ca)))).toMatch(/key type/);
  });

  it.each([
    ['no constraints', [parts.endUse, parts.forServers], /basic constraints/],
    ['no key usage', [parts.end, parts.forServers], /key usage/],
    ['more key usage', [parts.end, { ...parts.endUse, keyAgreement: true }, parts.forServers], /key usage/],
    ['no server use', [parts.end, parts.endUse, parts.forAccounts], /not a server/],
    ['a critical extension that nobody knows', [...forServers, unheardOf], /unknown critical extension/],
    ['an extension twice', [...forServers, parts.forServers], /twice|not issued/],
  ])('is refused when the server has %s', (_what, extensions, reason) => {
    expect(refusal(withExtensions(...extensions))).toMatch(reason);
  });

  it.each([
    ['authorities below it', [{ ...parts.authority, pathLenConstraint: 1 }, parts.authorityUse], /basic constraints/],
    ['no limit below it', [unlimited, parts.authorityUse], /basic constr/],
    ['no key usage', [parts.authority], /key usage/],
    ['less key usage', [parts.authority, { ...parts.authorityUse, cRLSign: false }], /key usage/],
    ['more key usage', [parts.authority, { ...parts.authorityUse, digitalSignature: true }], /key usage/],
    ['a critical extension that nobody knows', [parts.authority, parts.authorityUse, unheardOf], /unknown critical/],
  ])('is refused when the authority has %s', (_what, extensions, reason) => {
    const [below, above] = belowAuthority(...extensions);
    expect(refusal(below, above)).toMatch(reason);
  });

  it('is refused when its certificates never hold at the same time', () => {
    const later = new Date('2050-01-01T00:00:00Z');
    expect(refusal(forgeCertificate(ca, { publicKey, subject, extensions: forServers, now: later }))).toMatch(/never/);
  });
});
