import type forge from 'node-forge';

/** What an account's certificate says beside its subject: which identity key, and in older ones whose mailbox. */
export interface AccountNames {
  /** empty when not given; beyond ASCII it is a URI, for an rfc822Name cannot hold it */
  email: string;
  /** libsignal's serialised public key, 33 bytes */
  identityKey: Uint8Array;
}

/** One entry of a subject alternative name. */
export interface AlternativeName {
  kind: 'email' | 'URI' | 'other';
  value: string;
}

type ForgeName = { type: number; value: forge.Bytes };

const EMAIL_TAG = 1;
const URI_TAG = 6;
const IDENTITY_PREFIX = 'miyu:identity:';
const MAIL_PREFIX = 'mailto:';
const IDENTITY_SIZE = 33;

/** As forge takes them. */
export function toForgeNames(identityKey: Uint8Array): ForgeName[] {
  return [{ type: URI_TAG, value: IDENTITY_PREFIX + Buffer.from(identityKey).toString('base64url') }];
}

export function fromForgeName({ type, value }: ForgeName): AlternativeName {
  return { kind: type === EMAIL_TAG ? 'email' : type === URI_TAG ? 'URI' : 'other', value };
}

/** Node separates entries by ", " and writes every value that could be mistaken for more than one as a JSON string. */
const ENTRY = /(?<kind>[A-Za-z ]+):(?<value>"(?:[^"\\]|\\.)*"|[^",]*)(?:, |$)/y;

/**
 * The entries of `X509Certificate.subjectAltName`.
 * @throws SyntaxError when it is not what Node writes
 */
export function parseSubjectAltName(text: string): AlternativeName[] {
  const names: AlternativeName[] = [];
  const entry = new RegExp(ENTRY);
  while (entry.lastIndex < text.length) {
    const { kind = '', value = '' } = entry.exec(text)?.groups ?? {};
    if (kind === '') throw new SyntaxError('subject alternative name');
    const plain = value.startsWith('"') ? String(JSON.parse(value)) : value;
    names.push({ kind: kind === 'email' || kind === 'URI' ? kind : 'other', value: plain });
  }
  return names;
}

/** What the names say; undefined unless they are one identity key, at most one mailbox, and nothing else. */
export function readAccountNames(names: readonly AlternativeName[]): AccountNames | undefined {
  const identities = names.filter(({ kind, value }) => kind === 'URI' && value.startsWith(IDENTITY_PREFIX));
  const mails = names.filter((name) => mailOf(name) !== undefined);
  const [identity] = identities;
  if (!identity || identities.length > 1 || mails.length > 1 || mails.length + 1 !== names.length) return undefined;
  const identityKey = readIdentity(identity.value.slice(IDENTITY_PREFIX.length));
  return identityKey && { email: mails.map(mailOf).join(''), identityKey };
}

function mailOf({ kind, value }: AlternativeName): string | undefined {
  if (kind === 'email') return value;
  return kind === 'URI' && value.startsWith(MAIL_PREFIX)
    ? decodeURIComponent(value.slice(MAIL_PREFIX.length))
    : undefined;
}

/** Only in the one way that we write it. */
function readIdentity(text: string): Buffer | undefined {
  const key = Buffer.from(text, 'base64url');
  return key.length === IDENTITY_SIZE && key.toString('base64url') === text ? key : undefined;
}
