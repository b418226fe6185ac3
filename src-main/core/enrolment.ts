import {
  createCertificateRequest,
  OperationError,
  type Profile,
  verifyAccountCertificate,
} from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import { accountKeyOf, newAccountKeys, publicIdentityOf } from './account-keys.ts';
import type { Link } from './link.ts';
import { recoveryKeys } from './recovery-code.ts';
import { Vault } from './vault.ts';
import { type VaultContents, wipeContents } from './vault-contents.ts';

/** An open vault, and which of the account's vaults it is. */
export interface VersionedVault {
  vault: Vault;
  version: number;
}

/**
 * The account's vault, from the server: opened with the password, or made when the account has no keys yet, as at its
 * first login.
 * @param mayEnrol whether it may be made: a server that withholds a vault would have the account begin anew
 * @throws ContractError `no-vault` when it may not be made; VaultError when the password that the server accepts does
 * not open it; ContractError `bad-keys` when the server certifies other keys than ours
 */
export async function fetchVault(
  link: Link,
  profile: Profile,
  passwordKey: Uint8Array,
  { mayEnrol, now }: { mayEnrol: boolean; now: number },
) {
  try {
    const { version, data } = await link.channel.request('keys.vault.get', {});
    return { vault: Vault.open(data, { with: 'password', key: passwordKey }), version };
  } catch (error) {
    if (!(error instanceof OperationError && error.is('not-found'))) throw error;
    if (!mayEnrol) throw new ContractError('no-vault');
    return enrol(link, profile, passwordKey, now);
  }
}

async function enrol(link: Link, profile: Profile, passwordKey: Uint8Array, now: number): Promise<VersionedVault> {
  const contents = await newAccountKeys();
  const vault = makeVault(contents, passwordKey);
  const identityKey = publicIdentityOf(contents);
  const { certificate } = await link.channel.request('keys.enrol', {
    certificateRequest: createCertificateRequest({
      name: profile.name,
      accountKey: accountKeyOf(contents),
      identityKey,
    }),
    vault: vault.data,
    recovery: recoveryKeys(contents.recoveryCode).proof,
  });
  wipeContents(contents);
  checkCertificate(link, certificate, { account: profile.account, identityKey, now });
  return { vault, version: 1 };
}

function makeVault(contents: VaultContents, passwordKey: Uint8Array): Vault {
  const recovery = recoveryKeys(contents.recoveryCode).vault;
  const vault = Vault.create(contents, publicIdentityOf(contents), { password: passwordKey, recovery });
  recovery.fill(0);
  return vault;
}

function checkCertificate(
  link: Link,
  certificate: Uint8Array,
  { account, identityKey, now }: { account: Profile['account']; identityKey: Uint8Array; now: number },
): void {
  const certified = verifyAccountCertificate(certificate, link.authority, { account, now });
  if (!Buffer.from(certified.identityKey).equals(identityKey)) throw new ContractError('bad-keys');
}
