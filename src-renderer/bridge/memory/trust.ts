import { ContractError } from '../../../src-main/contract/errors.ts';
import type { AccountId, CertificateView, Contact, Profile, Safety, Trust } from '../../../src-main/contract/model.ts';
import type { Handlers, Memory } from './memory.ts';

type TrustCall = `trust.${'get' | 'verify' | 'scan' | 'accept'}` | 'certificate.own';

const DAY = 86_400_000;

/** Digits or hexadecimal pairs that look random and are always the same for the same keys. */
function spread(seed: number, length: number, base: 10 | 16): string {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return ((state >>> 16) % base).toString(base);
  }).join('');
}

function fingerprint(seed: number): string {
  return (spread(seed, 64, 16).toUpperCase().match(/../g) ?? []).join(':');
}

function pem(seed: number): string {
  const body = (spread(seed, 1216, 16).match(/.{64}/g) ?? []).join('\n');
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
}

/** @param keys how many times the person has set up keys */
function certificateOf({ account, name }: Profile, keys: number, now: number): CertificateView {
  const seed = account * 31 + keys;
  return {
    name,
    account,
    issuer: '计算机三班 CA',
    serial: spread(seed + 7, 32, 16).toUpperCase(),
    fingerprint: fingerprint(seed + 1),
    identityFingerprint: fingerprint(seed + 2),
    validFrom: now - 60 * DAY,
    validTo: now + 305 * DAY,
    pem: pem(seed + 3),
  };
}

/** `noteChange` writes the line into the chat when a test or a preview makes the keys of a friend change. */
export function trustHandlers({ world, now, emit }: Memory, noteChange: (account: AccountId, reason: string) => void) {
  function friend(account: AccountId): Contact {
    const contact = world.contacts.get(account);
    if (!contact) throw new ContractError('not-found');
    if (contact.trust === 'none') throw new ContractError('no-keys');
    return contact;
  }

  function setTrust(account: AccountId, trust: Trust): void {
    const contact: Contact = { ...friend(account), trust };
    world.contacts.set(account, contact);
    if (trust === 'verified') world.verifiedAt.set(account, now());
    else world.verifiedAt.delete(account);
    emit('contact', contact);
  }

  function keysOf(account: AccountId): number {
    return world.keyChanges.get(account)?.count ?? 0;
  }

  function numberWith(account: AccountId): string {
    const own = world.session?.profile.account ?? 0;
    const pair = [own, account].sort((a, b) => a - b);
    return spread((pair[0] ?? 0) * 7 + (pair[1] ?? 0) * 13 + keysOf(account), 60, 10);
  }

  function safety(account: AccountId): Safety {
    const { profile, trust } = friend(account);
    const verifiedAt = world.verifiedAt.get(account);
    const changedAt = world.keyChanges.get(account)?.at;
    return {
      trust,
      number: numberWith(account),
      code: `miyu-safety:${world.session?.profile.account}:${account}:${numberWith(account)}`,
      certificate: certificateOf(profile, keysOf(account), now()),
      ...(verifiedAt && { verifiedAt }),
      ...(changedAt && { changedAt }),
    };
  }

  const handlers: Handlers<TrustCall> = {
    'trust.get': ({ account }) => safety(account),
    'trust.verify': ({ account, verified }) => setTrust(account, verified ? 'verified' : 'server'),
    'trust.accept': ({ account }) => setTrust(account, 'server'),
    'trust.scan': ({ account, code }) => {
      const [kind, a, b, number] = code.split(':');
      if (kind !== 'miyu-safety') return { result: 'no-code' };
      const pair = new Set([Number(a), Number(b)]);
      if (!pair.has(account) || !pair.has(world.session?.profile.account ?? 0)) return { result: 'other-person' };
      if (number !== numberWith(account)) return { result: 'mismatch' };
      setTrust(account, 'verified');
      return { result: 'match' };
    },
    'certificate.own': () => {
      if (!world.session) throw new ContractError('no-session');
      return certificateOf(world.session.profile, 0, now());
    },
  };

  return {
    handlers,
    changeKeys(account: AccountId, reason: '' | 'reset'): void {
      const { trust } = friend(account);
      world.keyChanges.set(account, { count: keysOf(account) + 1, at: now() });
      noteChange(account, reason);
      setTrust(account, trust === 'verified' || trust === 'changed' ? 'changed' : 'server');
    },
  };
}
