/*
 * Makes certificates, or reads them, with the library of the runtime that this runs in:
 * `make` writes sets of them as JSON, `read` takes such sets and writes what they say.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import {
  AccountId,
  CertificateError,
  type CertifiedKey,
  ChannelError,
  caFingerprint,
  createCertificateAuthority,
  createCertificateRequest,
  createServerCertificate,
  PSS,
  readCertificateRequest,
  verifyAccountCertificate,
  verifyServerChain,
  verifySignature,
} from '../../protocol/index.ts';
import { formerCertificate } from '../support/forged-certificates.ts';

const SIGNED = Buffer.from('signed over one library, checked over the other');

const Base64 = z.base64().transform((encoded) => Buffer.from(encoded, 'base64'));
const CertificateSet = z.object({
  /** milliseconds since the epoch, as of which all of it is valid */
  now: z.number(),
  account: AccountId,
  authority: Base64,
  server: Base64,
  /** the server's, over SIGNED */
  signature: Base64,
  request: Base64,
  certificate: Base64,
  /** of an authority that has signed none of it */
  stranger: Base64,
});
const CertificateSets = z.array(CertificateSet);
type CertificateSet = z.infer<typeof CertificateSet>;
type EncodedSet = z.input<typeof CertificateSet>;

/** Years around which the form of a certificate's dates changes. */
const years = [2026, 2049, 2050];

const people = [
  { name: 'ming', email: 'ming@example.org' },
  { name: '密'.repeat(64), email: '' },
  { name: '\u202eming\u2069', email: `${'a'.repeat(228)}@example.org` },
  { name: 'Ame\u0301lie', email: '小明@例子.中国' },
  { name: 'a\n,"b"=\\, CN=root', email: "o'neill@example.org" },
  { name: '🐚🪸', email: '"a, b"@example.org' },
];

function make(): EncodedSet[] {
  const { privateKey: accountKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = createCertificateAuthority({ name: 'stranger', now: new Date(Date.UTC(2026, 0)) });
  return years.flatMap((year) => {
    const now = new Date(Date.UTC(year, 5, 15));
    const ca = createCertificateAuthority({ name: '我们班 (Miyu), "a"', now });
    const server = createServerCertificate(ca, { name: 'server.例子.中国', now });
    const shared = {
      now: now.getTime(),
      authority: derOf(ca.certificate),
      server: derOf(server.certificate),
      signature: sign('sha256', SIGNED, { key: createPrivateKey(server.key), ...PSS }).toString('base64'),
      stranger: derOf(stranger.certificate),
    };
    return people.map((person, at) => ({
      ...shared,
      ...makeAccount(ca, person, AccountId.parse(10001 + at), now, accountKey),
    }));
  });
}

function makeAccount(
  ca: CertifiedKey,
  { name, email }: (typeof people)[number],
  account: AccountId,
  now: Date,
  accountKey: KeyObject,
) {
  const request = createCertificateRequest({ name, accountKey, identityKey: Buffer.alloc(33, account) });
  const { publicKey, identityKey } = readCertificateRequest(request);
  const certificate = formerCertificate(ca, { account, name, email, publicKey, identityKey, now });
  return { account, request: request.toString('base64'), certificate: certificate.toString('base64') };
}

function derOf(pem: string): string {
  return new X509Certificate(pem).raw.toString('base64');
}

/** Everything that a set says, in a form in which two readings can be compared. @throws when any of it does not hold */
function read(set: CertificateSet) {
  const chain = [set.server, set.authority];
  const server = verifyServerChain(chain, caFingerprint(set.authority));
  if (!verifySignature(server.publicKey, SIGNED, set.signature)) throw new Error('a signature does not hold');
  const { publicKey, identityKey, ...rest } = verifyAccountCertificate(set.certificate, set.authority, set);
  const request = readCertificateRequest(set.request);
  if (!request.publicKey.equals(publicKey)) throw new Error('certificate and request have different keys');
  refuseStranger(set);
  return {
    server: { fingerprint: server.fingerprint, validity: server.validity, key: spki(server.publicKey) },
    account: { ...rest, key: spki(publicKey), identityKey: Buffer.from(identityKey).toString('hex') },
    request: { name: request.name, email: request.email, key: spki(request.publicKey) },
  };
}

function refuseStranger({ server, certificate, stranger, account, now }: CertificateSet): void {
  mustRefuse(ChannelError, () => verifyServerChain([server, stranger], undefined));
  mustRefuse(CertificateError, () => verifyAccountCertificate(certificate, stranger, { account, now }));
}

function mustRefuse(refusal: typeof ChannelError | typeof CertificateError, verify: () => unknown): void {
  try {
    verify();
  } catch (error) {
    if (error instanceof refusal) return;
    throw error;
  }
  throw new Error('what another authority has signed was accepted');
}

function spki(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

const result =
  process.argv[2] === 'make' ? make() : CertificateSets.parse(JSON.parse(await text(process.stdin))).map(read);
process.stdout.write(JSON.stringify(result));
