import { type Channel, OperationError, type PasswordHashing } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { AccountFiles, VaultFile } from './account-files.ts';
import { publicIdentityOf } from './account-keys.ts';
import type { VersionedVault } from './enrolment.ts';
import { type HashingCost, newHashing, stretchPassword, wipePasswordKeys } from './password.ts';
import { isLastGroup } from './recovery-code.ts';
import { openWithPassword } from './unlocking.ts';
import type { Vault } from './vault.ts';
import { type VaultContents, wipeContents } from './vault-contents.ts';

export interface AccountSecretsParts {
  files: AccountFiles;
  vault: Vault;
  /** as it lies in the account's folder */
  file: VaultFile;
}

/** The vault of the open account, and what changes it: on the server first, then here. */
export class AccountSecrets {
  readonly #files: AccountFiles;
  #vault: Vault;
  #file: VaultFile;

  constructor({ files, vault, file }: AccountSecretsParts) {
    this.#files = files;
    this.#vault = vault;
    this.#file = file;
  }

  /** libsignal's serialised public identity key */
  get publicIdentity(): Uint8Array<ArrayBuffer> {
    return this.#read(publicIdentityOf);
  }

  get isRecoveryConfirmed(): boolean {
    return this.#read(({ isRecoveryConfirmed }) => isRecoveryConfirmed);
  }

  /**
   * The recovery code; takes the password once it is confirmed.
   * @throws ContractError `bad-credentials`
   */
  async recoveryCode(password: string | undefined): Promise<string> {
    if (this.isRecoveryConfirmed) await this.checkPassword(password ?? '');
    return this.#read(({ recoveryCode }) => recoveryCode);
  }

  /** @throws ContractError `bad-code` when it is another group */
  async confirmRecovery(channel: Channel, lastGroup: string): Promise<void> {
    if (
      !isLastGroup(
        this.#read(({ recoveryCode }) => recoveryCode),
        lastGroup,
      )
    )
      throw new ContractError('bad-code');
    await this.#change(channel, (contents) => ({ ...contents, isRecoveryConfirmed: true }));
  }

  /** @throws ContractError `bad-credentials` */
  async checkPassword(password: string): Promise<void> {
    (await openWithPassword(this.#file, password)).wipe();
  }

  /**
   * Sets another password: re-wraps the vault key, nothing else.
   * @returns the session's new token
   * @throws ContractError `bad-credentials`; OperationError `vault-changed` when another device was quicker
   */
  async changePassword(channel: Channel, { current, next }: { current: string; next: string }, cost: HashingCost) {
    await this.checkPassword(current);
    const old = await stretchPassword(current, this.#file.hashing);
    const hashing = newHashing(cost);
    const keys = await stretchPassword(next, hashing);
    await this.#catchUp(channel);
    const vault = this.#vault.rewrapped(keys.vault);
    const version = this.#file.version + 1;
    const { token } = await channel.request('account.password', {
      auth: old.auth,
      next: { auth: keys.auth, hashing },
      vault: { version, data: vault.data },
    });
    for (const each of [old, keys]) wipePasswordKeys(each);
    await this.#adopt({ vault, version }, hashing);
    return token;
  }

  /** The account needs its password again: the keychain's copy goes. */
  async forgetKept(): Promise<void> {
    const { kept: _, ...file } = this.#file;
    this.#file = file;
    await this.#files.writeVault(file);
  }

  /** The keys leave the memory. */
  wipe(): void {
    this.#vault.wipe();
  }

  async #change(channel: Channel, change: (contents: VaultContents) => VaultContents): Promise<void> {
    await this.#catchUp(channel);
    const contents = this.#vault.contents();
    const vault = this.#vault.withContents(change(contents));
    wipeContents(contents);
    const version = this.#file.version + 1;
    await channel.request('keys.vault.put', { version, data: vault.data });
    await this.#adopt({ vault, version }, this.#file.hashing);
  }

  /** Another device may have changed the vault. Its key stays the same as long as the account's keys do. */
  async #catchUp(channel: Channel): Promise<void> {
    const { version, data } = await channel.request('keys.vault.get', {});
    if (version === this.#file.version) return;
    if (version < this.#file.version) throw new OperationError('vault-changed');
    await this.#adopt({ vault: this.#vault.replacedBy(data), version }, this.#file.hashing);
  }

  async #adopt({ vault, version }: VersionedVault, hashing: PasswordHashing): Promise<void> {
    this.#file = {
      ...this.#file,
      version,
      data: new Uint8Array(vault.data),
      hashing: { ...hashing, salt: new Uint8Array(hashing.salt) },
    };
    if (vault !== this.#vault) this.#vault.wipe();
    this.#vault = vault;
    await this.#files.writeVault(this.#file);
  }

  #read<R>(read: (contents: VaultContents) => R): R {
    const contents = this.#vault.contents();
    const value = read(contents);
    wipeContents(contents);
    return value;
  }
}
