import type { AccountId } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { AccountFiles, VaultFile } from './account-files.ts';
import type { StoredDevice } from './e2ee/exchange.ts';
import type { Keychain, Revealed } from './keychain.ts';
import { stretchPassword, wipePasswordKeys } from './password.ts';
import { Store } from './store/store.ts';
import { Vault, VaultError } from './vault.ts';

/** An account whose session goes on: its keys are in memory and its history is open. */
export interface Unlocked {
  vault: Vault;
  store: Store;
  device: StoredDevice & { token: string };
}

/** Opens the local vault. @throws ContractError `bad-credentials`; VaultError `damaged` */
export async function openWithPassword({ data, hashing }: VaultFile, password: string): Promise<Vault> {
  const keys = await stretchPassword(password, hashing);
  try {
    return Vault.open(data, { with: 'password', key: keys.vault });
  } catch (error) {
    throw error instanceof VaultError && error.reason === 'wrong-key' ? new ContractError('bad-credentials') : error;
  } finally {
    wipePasswordKeys(keys);
  }
}

/** The same without a password. @throws ContractError `locked` when the keychain cannot give the key */
export async function openWithKeychain(
  { data, kept }: VaultFile,
  keychain: Keychain | undefined,
): Promise<{ vault: Vault; isOutdated: boolean }> {
  if (!kept || !keychain?.isReady) throw new ContractError('locked');
  const { secret, isOutdated } = await reveal(kept, keychain);
  return { vault: Vault.openWithKey(data, secret), isOutdated };
}

/** Opens the account's history with the vault's key. @throws ContractError `storage` */
export function openStore(
  files: AccountFiles,
  vault: Vault,
  { account, mayCreate }: { account: AccountId; mayCreate: boolean },
): Promise<Store> {
  const { databaseKey, identity, accountKey } = vault.contents();
  accountKey.fill(0);
  return Store.open(files.history, { mayCreate, secrets: { databaseKey, account, identity } });
}

/** Opens what a session needs that began earlier. @throws ContractError `bad-token` when it has been ended here */
export async function resumeSession(files: AccountFiles, vault: Vault, account: AccountId): Promise<Unlocked> {
  const store = await openStore(files, vault, { account, mayCreate: false });
  const device = await store.run('device');
  if (device?.token !== undefined) return { vault, store, device: { ...device, token: device.token } };
  await store.close();
  throw new ContractError('bad-token');
}

/** The keychain's own reasons (another user, a reset keyring, a refusal) come to the same: the password must help. */
async function reveal(kept: Uint8Array, keychain: Keychain): Promise<Revealed> {
  try {
    return await keychain.reveal(kept);
  } catch {
    throw new ContractError('locked');
  }
}
