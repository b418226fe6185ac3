import { createHmac, timingSafeEqual } from 'node:crypto';
import { type AccountId, OperationError } from '../../protocol/index.ts';
import type { Secrets } from '../identity.ts';
import type { Services } from '../services.ts';
import { type CredentialKind, findCredential } from '../store/credentials.ts';
import type { Reader } from '../store/database.ts';
import type { Guesser } from './guesser.ts';
import { nameKey } from './names.ts';

const NOBODYS_MAC = Buffer.alloc(32);

/** Keeps what proves one thing from proving another. Passwords came first, and without. */
const labels: { readonly [K in CredentialKind]: string } = {
  password: '',
  recovery: 'miyu/1 recovery',
  reset: 'miyu/1 reset',
};

/** What the server keeps of a credential: it proves nothing itself, and is worth nothing without the pepper. */
export function credentialMac(secrets: Pick<Secrets, 'pepper'>, kind: CredentialKind, value: Uint8Array): Buffer {
  return createHmac('sha256', secrets.pepper).update(labels[kind]).update(value).digest();
}

/** A credential as somebody gives it. */
export interface Attempt {
  name: string;
  kind: CredentialKind;
  value: Uint8Array;
  guesser: Guesser;
}

/**
 * Whose name it is, once the credential is proved. An unknown name costs and tells as much as a wrong credential.
 * @param refused told whose name it is when the credential is wrong; must take no time that could be measured
 * @throws OperationError `bad-credentials`, `rate-limited`
 */
export async function prove(
  services: Pick<Services, 'secrets' | 'throttle' | 'wallClock'> & { database: { readonly read: Reader } },
  { name, kind, value, guesser }: Attempt,
  refused?: (account: AccountId) => void,
): Promise<AccountId> {
  const key = nameKey(name);
  // kinds are counted apart: who guesses passwords takes nobody's recovery away
  const counted = `${kind} ${guesser} ${key}`;
  services.throttle.begin(counted);
  const credential = await findCredential(services.database.read, key, kind, services.wallClock());
  const mac = credentialMac(services.secrets, kind, value);
  const isRight = timingSafeEqual(mac, credential?.mac ?? NOBODYS_MAC);
  if (!credential?.mac || !isRight) {
    if (credential) refused?.(credential.account);
    throw new OperationError('bad-credentials');
  }
  services.throttle.succeeded(counted);
  return credential.account;
}
