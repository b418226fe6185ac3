import {
  type AccountCertificate,
  type AccountId,
  CertificateClockError,
  CertificateError,
  type Channel,
  OperationError,
  type Revocation,
  verifyAccountCertificate,
} from '../../../protocol/index.ts';
import { ContractError } from '../../contract/errors.ts';
import type { Trust } from '../../contract/model.ts';
import type { Changes } from '../changes.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { StoredIdentity } from './exchange.ts';

export interface IdentitiesParts {
  store: Pick<Store, 'run'>;
  /** the certificate of the server's authority, DER */
  authority(): Uint8Array;
  /** wall clock */
  now: () => number;
  changes: Pick<Changes, 'messages'>;
  /** what is known or thought of that account's keys has changed */
  told(account: AccountId): void;
  log: Log;
}

/** Whose keys are known, and how far they are trusted. Only what the server's authority has certified is learned. */
export class Identities {
  readonly #parts: IdentitiesParts;
  readonly #known = new Map<AccountId, StoredIdentity>();

  constructor(parts: IdentitiesParts) {
    this.#parts = parts;
  }

  async load(): Promise<void> {
    for (const identity of await this.#parts.store.run('identities')) this.#known.set(identity.account, identity);
  }

  /** Undefined while no keys of that account have been seen. */
  find(account: AccountId): StoredIdentity | undefined {
    return this.#known.get(account);
  }

  trustOf(account: AccountId): Trust {
    return this.#known.get(account)?.trust ?? 'none';
  }

  /**
   * Fetches the account's certificate and learns it.
   * @throws ContractError `bad-keys`, `wrong-clock`; OperationError, ChannelError
   */
  async refresh(channel: Pick<Channel, 'request'>, account: AccountId): Promise<void> {
    const { certificate, revoked } = await channel.request('keys.certificate', { account });
    await this.learn(account, certificate, revoked);
  }

  /** Learns a certificate that came with something else; when its keys are new, asks first why. Throws as `refresh`. */
  async meet(channel: Pick<Channel, 'request'>, account: AccountId, certificate: Uint8Array): Promise<void> {
    const known = this.#known.get(account);
    if (known && isSame(known.certificate, certificate)) return;
    const { identityKey } = this.#verify(account, certificate);
    if (known && !isSame(known.key, identityKey)) await this.refresh(channel, account);
    else await this.learn(account, certificate);
  }

  /** Takes over what a certificate says. @throws ContractError `bad-keys`, `wrong-clock`, `storage` */
  async learn(account: AccountId, certificate: Uint8Array, revoked: Revocation[] = []): Promise<void> {
    const { store, changes, now } = this.#parts;
    const { identityKey, serial } = this.#verify(account, certificate);
    if (revoked.some((revocation) => revocation.serial === serial)) throw this.#bad('revoked');
    const identity = { account, key: identityKey, certificate, serial, revoked, at: now() };
    const { change, messages } = await store.run('learnIdentity', identity);
    const stored = await this.#update(account);
    if (!stored || !isSame(stored.key, identityKey)) throw this.#bad('not ours');
    if (change === 'changed') this.#parts.log(`keys of ${account} have changed`);
    changes.messages(messages);
  }

  /** The person has compared the keys, or takes it back. @throws ContractError `no-keys` */
  async setVerified(account: AccountId, verified: boolean): Promise<void> {
    const { store, now } = this.#parts;
    const changed = await store.run('setVerified', { account, verified, at: now() });
    if (!changed) throw new ContractError('no-keys');
    this.#put(changed);
  }

  /** The account's own link told of its keys: whoever shows them counts as verified. */
  async expect(account: AccountId, keyHash: string): Promise<void> {
    const { store, now } = this.#parts;
    const verified = await store.run('expectIdentity', { account, keyHash, at: now() });
    if (verified) this.#put(verified);
  }

  /** Looks at the keys of the friends of whom a link told. Throws as `refresh`. */
  async meetExpected(channel: Pick<Channel, 'request'>, isFriend: (account: AccountId) => boolean): Promise<void> {
    for (const account of await this.#parts.store.run('expectedAccounts')) {
      if (isFriend(account) && !this.#known.has(account)) await this.refreshIfThere(channel, account);
    }
  }

  /** As `refresh`, but somebody who has never signed in has no keys. */
  async refreshIfThere(channel: Pick<Channel, 'request'>, account: AccountId): Promise<void> {
    try {
      await this.refresh(channel, account);
    } catch (error) {
      if (!(error instanceof OperationError && error.is('not-found'))) throw error;
    }
  }

  /** The person takes the changed keys on the server's word. @throws ContractError `no-keys` */
  async accept(account: AccountId): Promise<void> {
    const changed = await this.#parts.store.run('acceptKeys', account);
    if (!changed) throw new ContractError('no-keys');
    this.#put(changed);
  }

  async #update(account: AccountId): Promise<StoredIdentity | undefined> {
    const stored = await this.#parts.store.run('identity', account);
    if (stored) this.#put(stored);
    return stored;
  }

  #put(identity: StoredIdentity): void {
    const before = this.#known.get(identity.account);
    this.#known.set(identity.account, identity);
    if (before?.trust !== identity.trust || !isSame(before.key, identity.key)) this.#parts.told(identity.account);
  }

  #verify(account: AccountId, certificate: Uint8Array): AccountCertificate {
    const { authority, now } = this.#parts;
    try {
      return verifyAccountCertificate(certificate, authority(), { account, now: now() });
    } catch (error) {
      if (error instanceof CertificateClockError) throw new ContractError('wrong-clock', error.clock);
      if (error instanceof CertificateError) throw this.#bad(error.message);
      throw error;
    }
  }

  #bad(why: string): ContractError {
    this.#parts.log(`certificate refused: ${why}`);
    return new ContractError('bad-keys');
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
