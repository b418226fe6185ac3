import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  AccountId,
  CERTIFICATE_LIMIT,
  CERTIFICATE_REQUEST_LIMIT,
  type CertificateFields,
  createAccountCertificate,
  createCertificateAuthority,
  createCertificateRequest,
  createServerCertificate,
  readAccountCertificate,
  readCertificateRequest,
  verifyAccountCertificate,
} from '../../../protocol/index.ts';
import {
  forgeAuthority,
  forgeCertificate,
  formerCertificate,
  parts,
  signedOver,
  unheardOf,
  unknownKey,
  withKey,
  withLongLength,
} from '../../support/forged-certificates.ts';

const now = new Date('2026-11-21T12:00:00Z');
const DAY_MS = 24 * 3600_000;
const account = AccountId.parse(10001);
const ca = createCertificateAuthority({ name: '我们班 (Miyu)', now });
const authority = derOfPem(ca.certificate);
const { privateKey: accountKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const identityKey = randomBytes(33);

function derOfPem(pem: string): Buffer {
  return new X509Certificate(pem).raw;
}

function certificate(changes: Partial<CertificateFields> = {}): Buffer {
  const fields = { account, name: 'ming', publicKey, identityKey, now };
  return createAccountCertificate(ca, { ...fields, ...changes });
}

function verified(der: Uint8Array, at = now.getTime()) {
  return verifyAccountCertificate(der, authority, { account, now: at });
}

/** A certificate like an account's, by the right authority, with some of its parts replaced. */
function forged(changes: { extensions?: object[]; subject?: object[]; key?: KeyObject } = {}): Buffer {
  return forgeCertificate(ca, {
    publicKey: changes.key ?? publicKey,
    subject: changes.subject ?? [name('ming'), id('10001')],
    extensions: changes.extensions ?? [...ends, usage, names(identityUri)],
    now,
  });
}

const caKey = createPrivateKey(ca.key);
const identityUri = { type: 6, value: `miyu:identity:${identityKey.toString('base64url')}` };
const usage = parts.forAccounts;
const ends = [parts.end, parts.endUse];
const name = (value: string) => ({ name: 'commonName', value });
const id = (value: string) => ({ type: '0.9.2342.19200300.100.1.1', value });
const names = (...altNames: object[]) => ({ name: 'subjectAltName', altNames });

describe('a request for a certificate', () => {
  it.each(['ming', '小明', 'a\n,"b"=\\'])('says what was asked, and no mailbox: %j', (name) => {
    const der = createCertificateRequest({ name, accountKey, identityKey });
    expect(der.length).toBeLessThan(CERTIFICATE_REQUEST_LIMIT);
    const request = readCertificateRequest(der);
    expect(request).toMatchObject({ name, email: '', identityKey });
    expect(request.publicKey.equals(publicKey)).toBe(true);
  });

  it('is refused when a bit of it was changed', () => {
    const der = createCertificateRequest({ name: 'ming', accountKey, identityKey });
    for (let at = 0; at < der.length; at += 7) {
      const changed = Buffer.from(der);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => readCertificateRequest(changed)).toThrow(expect.objectContaining({ name: 'CertificateError' }));
    }
  });

  it.each([0, 1, 100, 500])('is refused when it is cut after %d bytes', (length) => {
    const der = createCertificateRequest({ name: 'ming', accountKey, identityKey });
    expect(() => readCertificateRequest(der.subarray(0, length))).toThrow(/unreadable/);
  });

  it.each([
    ['a weak key', { accountKey: generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey }, /key type/],
    ['a key with another exponent', { accountKey: oddKey() }, /key type/],
    ['an identity of another size', { identityKey: randomBytes(32) }, /names/],
  ])('is refused with %s', (_what, changes, reason) => {
    const der = createCertificateRequest({ name: 'ming', accountKey, identityKey, ...changes });
    expect(() => readCertificateRequest(der)).toThrow(reason);
  });

  it('is refused in any other form than DER, signed over SHA-256', () => {
    const der = createCertificateRequest({ name: 'ming', accountKey, identityKey });
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    for (const other of [Buffer.concat([der, Buffer.alloc(1)]), withLongLength(der), Buffer.from(pem)]) {
      expect(() => readCertificateRequest(other)).toThrow(/unreadable/);
    }
    for (const hash of ['sha1', 'sha384', 'sha512'] as const) {
      expect(() => readCertificateRequest(signedOver(der, hash, accountKey))).toThrow(/not signed by its key/);
    }
  });

  it('is refused when it is something else', () => {
    for (const der of [authority, certificate(), randomBytes(1000), Buffer.alloc(4096, 0x30)]) {
      expect(() => readCertificateRequest(der)).toThrow(/unreadable/);
    }
  });
});

function oddKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 17 }).privateKey;
}

describe("an account's certificate", () => {
  it('says whose keys these are', () => {
    const der = certificate();
    expect(der.length).toBeLessThan(CERTIFICATE_LIMIT);
    const { publicKey: certified, ...rest } = verified(der);
    expect(certified.equals(publicKey)).toBe(true);
    const digest = createHash('sha256').update(der).digest('hex').toUpperCase();
    expect(rest).toEqual({
      account,
      name: 'ming',
      email: '',
      identityKey,
      serial: expect.stringMatching(/^40[0-9A-F]{30}$/),
      issuer: '我们班 (Miyu)',
      validFrom: now.getTime() - DAY_MS,
      validTo: Date.parse('2027-11-21T12:00:00Z'),
      fingerprint: digest.replace(/..(?=.)/g, '$&:'),
    });
  });

  const oddNames = ['小明', 'a\nUID=10002', 'a,CN=b+UID=1/"c"\\', '\u202emina\u0000x'];
  it.each(oddNames)('keeps names as they are: %j', (name) => {
    expect(verified(certificate({ name }))).toMatchObject({ account, name, email: '', identityKey });
  });

  it.each([
    ['小明', '小明@例子.中国'],
    ['ming', "o'neill@example.org"],
    ['ming', ''],
    ['ming', '",URI:miyu:identity:@example.org'],
  ])('is good with a mailbox in it, as servers made them before: %j, %j', (name, email) => {
    const der = formerCertificate(ca, { account, name, email, publicKey, identityKey, now });
    expect(verified(der)).toMatchObject({ account, name, email, identityKey });
  });

  it('is of one account, and of the time it holds for', () => {
    const der = certificate();
    const other = { account: AccountId.parse(10002), now: now.getTime() };
    expect(() => verifyAccountCertificate(der, authority, other)).toThrow(/another account/);
    const validity = { validFrom: now.getTime() - DAY_MS, validTo: Date.parse('2027-11-21T12:00:00Z') };
    for (const here of [now.getTime() + 366 * DAY_MS, now.getTime() - 2 * DAY_MS]) {
      const error = expect.objectContaining({ name: 'CertificateClockError', clock: { here, ...validity } });
      expect(() => verified(der, here)).toThrow(error);
    }
    expect(verified(der, now.getTime() + 364 * DAY_MS).account).toBe(account);
  });

  it('is refused from another authority, even one of the same name', () => {
    const other = createCertificateAuthority({ name: '我们班 (Miyu)', now });
    const der = createAccountCertificate(other, {
      ...{ account, name: 'ming', publicKey, identityKey, now },
    });
    expect(() => verified(der)).toThrow(/not issued by the authority/);
    const belowItself = () => verifyAccountCertificate(der, der, { account, now: now.getTime() });
    expect(belowItself).toThrow(/not issued/);
  });

  it("is not the server's, the authority's, or anything else", () => {
    const server = derOfPem(createServerCertificate(ca, { name: 'ming', now }).certificate);
    expect(() => verified(server)).toThrow(/not an account certificate/);
    expect(() => verified(authority)).toThrow(/not issued/);
    for (const der of [randomBytes(800), Buffer.alloc(0), certificate().subarray(0, 600)]) {
      expect(() => verified(der)).toThrow(/unreadable/);
    }
  });

  it('is refused when a bit of it was changed', () => {
    const der = certificate();
    for (let at = 0; at < der.length; at += 7) {
      const changed = Buffer.from(der);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => verified(changed)).toThrow(expect.objectContaining({ name: 'CertificateError' }));
    }
  });

  const mail = { type: 1, value: 'ming@example.org' };
  const shortIdentity = { type: 6, value: `miyu:identity:${randomBytes(32).toString('base64url')}` };
  const looseIdentity = { type: 6, value: `${identityUri.value}=` };
  const quotedIdentity = { type: 2, value: `x", ${identityUri.value}` };
  it.each([
    ['no names', { extensions: [...ends, usage] }, /names/],
    ['no identity', { extensions: [...ends, usage, names(mail)] }, /names/],
    ['two identities', { extensions: [...ends, usage, names(identityUri, identityUri)] }, /names/],
    ['two mailboxes', { extensions: [...ends, usage, names(mail, mail, identityUri)] }, /names/],
    ['a host name', { extensions: [...ends, usage, names({ type: 2, value: 'example.org' }, identityUri)] }, /names/],
    ['an identity inside another name', { extensions: [...ends, usage, names(quotedIdentity)] }, /names/],
    ['an identity that is too short', { extensions: [...ends, usage, names(shortIdentity)] }, /names/],
    ['an identity in another spelling', { extensions: [...ends, usage, names(looseIdentity)] }, /names/],
    [
      'a mailbox that cannot be read',
      { extensions: [...ends, usage, names(identityUri, { type: 6, value: 'mailto:%f' })] },
      /names/,
    ],
    ['no use', { extensions: [...ends, names(identityUri)] }, /not an account certificate/],
    ['half a use', { extensions: [...ends, { ...usage, clientAuth: false }, names(identityUri)] }, /not an account/],
    ['more use', { extensions: [...ends, { ...usage, serverAuth: true }, names(identityUri)] }, /not an account/],
    [
      'the rights of an authority',
      { extensions: [{ name: 'basicConstraints', cA: true }, parts.endUse, usage, names(identityUri)] },
      /basic constraints/,
    ],
    ['no number', { subject: [name('ming')] }, /subject|another account/],
    ['two numbers', { subject: [name('ming'), id('10001'), id('10002')] }, /subject|another account/],
    ['two names', { subject: [name('ming'), name('hong'), id('10001')] }, /subject|another account/],
    ['the number in its name', { subject: [name('ming\nUID=10001')] }, /subject|another account/],
    ['a number that is almost the right one', { subject: [name('ming'), id('010001')] }, /subject|another account/],
    ['no constraints', { extensions: [parts.endUse, usage, names(identityUri)] }, /basic constraints/],
    ['no key usage', { extensions: [parts.end, usage, names(identityUri)] }, /key usage/],
    [
      'another key usage',
      { extensions: [parts.end, { name: 'keyUsage', keyEncipherment: true }, usage, names(identityUri)] },
      /key usage/,
    ],
    [
      'more key usage',
      { extensions: [parts.end, { ...parts.endUse, keyEncipherment: true }, usage, names(identityUri)] },
      /key usage/,
    ],
    [
      'a critical extension that nobody knows',
      { extensions: [...ends, usage, names(identityUri), unheardOf] },
      /unknown critical extension/,
    ],
    ['an extension twice', { extensions: [...ends, parts.endUse, usage, names(identityUri)] }, /twice|not issued/],
    ['a weak key', { key: generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey }, /key type/],
    ['a key of another kind', { key: generateKeyPairSync('rsa', { modulusLength: 3072 }).publicKey }, /key type/],
  ])('is refused with %s, although the authority signed it', (_what, changes, reason) => {
    expect(() => verified(forged(changes))).toThrow(reason);
  });

  it('would be good if nothing were changed', () => {
    expect(verified(forged()).account).toBe(account);
    const harmless = { ...unheardOf, critical: false };
    expect(verified(forged({ extensions: [...ends, usage, names(identityUri), harmless] })).account).toBe(account);
  });

  it('is refused in any other form than DER', () => {
    const der = certificate();
    const pem = Buffer.from(new X509Certificate(der).toString());
    for (const other of [pem, Buffer.concat([der, Buffer.alloc(1)]), withLongLength(der)]) {
      expect(() => verified(other)).toThrow(expect.objectContaining({ message: 'unreadable' }));
    }
    const here = { account, now: now.getTime() };
    expect(() => verifyAccountCertificate(der, Buffer.from(ca.certificate), here)).toThrow(/unreadable/);
  });

  it.each(['sha1', 'sha384', 'sha512'] as const)('is refused when the authority signed it over %s', (hash) => {
    expect(() => verified(signedOver(certificate(), hash, caKey))).toThrow(/signature algorithm/);
  });

  it('is refused with a key that cannot be decoded, and says no more than that', () => {
    const der = withKey(certificate(), unknownKey, caKey);
    const refusal = expect.objectContaining({ name: 'CertificateError', message: 'unreadable' });
    expect(() => verified(der)).toThrow(refusal);
    expect(() => readAccountCertificate(der)).toThrow(refusal);
  });

  it('is refused below an authority that may certify others', () => {
    const loose = forgeAuthority({
      subject: [name('Miyu')],
      extensions: [{ ...parts.authority, pathLenConstraint: 1 }, parts.authorityUse],
      now,
    });
    const der = createAccountCertificate(loose, { account, name: 'ming', publicKey, identityKey, now });
    const here = { account, now: now.getTime() };
    expect(() => verifyAccountCertificate(der, derOfPem(loose.certificate), here)).toThrow(/basic constraints/);
  });
});
