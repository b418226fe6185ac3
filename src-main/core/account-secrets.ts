import { type Channel, OperationError, type SaltOwner } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { AccountFiles, VaultFile } from './account-files.ts';
import { publicIdentityOf } from './account-keys.ts';
import type { VersionedVault } from './enrolment.ts';
import { type HashingCost, newHashing, type OwnHashing, stretchPassword, wipePasswordKeys } from './password.ts';
import { isLastGroup } from './recovery-code.ts';
import { openWithPassword } from './unlocking.ts';
import { type Vault, VaultError } from './vault.ts';
import { type VaultContents, wipeContents } from './vault-contents.ts';
import { decodeNotes, encodeNotes, type Notes, type NotesChange, noNotes } from './vault-notes.ts';

/** How often a change is made again when other devices are quicker. */
const CHANGE_TRIES = 3;

export interface AccountSecretsParts {
  files: AccountFiles;
  /** the account, as its password is bound to it */
  owner: SaltOwner;
  vault: Vault;
  /** as it lies in the account's folder */
  file: VaultFile;
}

/** The vault of the open account, and what changes it: on the server first, then here. */
export class AccountSecrets {
  readonly #files: AccountFiles;
  readonly #owner: SaltOwner;
  #vault: Vault;
  #file: VaultFile;
  #notes: Notes;
  #heardNotes: (now: Notes, before: Notes) => void = () => {};
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor({ files, owner, vault, file }: AccountSecretsParts) {
    this.#files = files;
    this.#owner = owner;
    this.#vault = vault;
    this.#file = file;
    this.#notes = this.#readNotes() ?? noNotes;
  }

  /** What the person notes on others. */
  get notes(): Notes {
    return this.#notes;
  }

  /** Hears when the notes are others, from here or from another device. */
  listenToNotes(heard: (now: Notes, before: Notes) => void): void {
    this.#heardNotes = heard;
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

  /** @throws what the change throws; ContractError `too-many`; OperationError `vault-changed` */
  async changeNotes(channel: Channel, change: NotesChange): Promise<void> {
    await this.#change(channel, (contents) => {
      const notes = decodeNotes(contents.notes);
      // A later version may have written them: they must not be lost.
      if (!notes) throw new VaultError('damaged');
      return { ...contents, notes: encodeNotes(change(notes)) };
    });
  }

  /**
   * Fetches what another device has changed.
   * @throws OperationError `vault-changed` when the server shows an old one
   */
  refresh(channel: Channel): Promise<void> {
    return this.#inTurn(() => this.#catchUp(channel));
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
  async changePassword(channel: Channel, passwords: { current: string; next: string }, cost: HashingCost) {
    await this.checkPassword(passwords.current);
    return this.#inTurn(() => this.#changePassword(channel, passwords, cost));
  }

  /**
   * What proves the password to the server. The caller wipes it.
   * @throws ContractError `bad-credentials`
   */
  async proofOf(password: string): Promise<Buffer> {
    await this.checkPassword(password);
    const { auth, vault } = await stretchPassword(password, this.#file.hashing);
    vault.fill(0);
    return auth;
  }

  async #changePassword(channel: Channel, { current, next }: { current: string; next: string }, cost: HashingCost) {
    const old = await stretchPassword(current, this.#file.hashing);
    const { told: hashing, own } = newHashing(cost, this.#owner);
    const keys = await stretchPassword(next, own);
    await this.#catchUp(channel);
    const vault = this.#vault.rewrapped(keys.vault);
    const version = this.#file.version + 1;
    const { token } = await channel.request('account.password', {
      auth: old.auth,
      next: { auth: keys.auth, hashing },
      vault: { version, data: vault.data },
    });
    for (const each of [old, keys]) wipePasswordKeys(each);
    await this.#adopt({ vault, version }, own);
    return token;
  }

  /** The account needs its password again: the keychain's copy goes. */
  forgetKept(): Promise<void> {
    return this.#inTurn(async () => {
      const { kept: _, ...file } = this.#file;
      this.#file = file;
      await this.#files.writeVault(file);
    });
  }

  /** The keys leave the memory. */
  wipe(): void {
    this.#vault.wipe();
  }

  #change(channel: Channel, change: (contents: VaultContents) => VaultContents): Promise<void> {
    return this.#inTurn(async () => {
      for (let tries = 1; ; tries++) {
        await this.#catchUp(channel);
        if (await this.#put(channel, change)) return;
        if (tries === CHANGE_TRIES) throw new OperationError('vault-changed');
      }
    });
  }

  /** False when another device was quicker. */
  async #put(channel: Channel, change: (contents: VaultContents) => VaultContents): Promise<boolean> {
    const vault = this.#changed(change);
    const version = this.#file.version + 1;
    try {
      await channel.request('keys.vault.put', { version, data: vault.data });
    } catch (error) {
      vault.wipe();
      if (error instanceof OperationError && error.is('vault-changed')) return false;
      throw error;
    }
    await this.#adopt({ vault, version }, this.#file.hashing);
    return true;
  }

  #changed(change: (contents: VaultContents) => VaultContents): Vault {
    const contents = this.#vault.contents();
    try {
      return this.#vault.withContents(change(contents));
    } finally {
      wipeContents(contents);
    }
  }

  /** Another device may have changed the vault. Its key stays the same as long as the account's keys do. */
  async #catchUp(channel: Channel): Promise<void> {
    const { version, data } = await channel.request('keys.vault.get', {});
    if (version === this.#file.version) return;
    if (version < this.#file.version) throw new OperationError('vault-changed');
    await this.#adopt({ vault: this.#vault.replacedBy(data), version }, this.#file.hashing);
  }

  async #adopt({ vault, version }: VersionedVault, hashing: OwnHashing): Promise<void> {
    this.#file = {
      ...this.#file,
      version,
      data: new Uint8Array(vault.data),
      hashing: { ...hashing, salt: new Uint8Array(hashing.salt) },
    };
    if (vault !== this.#vault) this.#vault.wipe();
    this.#vault = vault;
    const before = this.#notes;
    this.#notes = this.#readNotes() ?? noNotes;
    this.#heardNotes(this.#notes, before);
    await this.#files.writeVault(this.#file);
  }

  #readNotes(): Notes | undefined {
    return this.#read(({ notes }) => decodeNotes(notes));
  }

  /** Each starts from what the one before it left. */
  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const result = this.#lastChange.then(work);
    this.#lastChange = result.catch(() => undefined);
    return result;
  }

  #read<R>(read: (contents: VaultContents) => R): R {
    const contents = this.#vault.contents();
    const value = read(contents);
    wipeContents(contents);
    return value;
  }
}
