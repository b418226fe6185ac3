import type { CallArgs } from '../contract/calls.ts';
import { ContractError } from '../contract/errors.ts';
import type { AccountKey, KnownServer, RememberedAccount, Session } from '../contract/model.ts';
import { deleteOnServer } from './account-deletion.ts';
import type { VaultFile } from './account-files.ts';
import { AccountSecrets } from './account-secrets.ts';
import type { Emit } from './changes.ts';
import { describe } from './describe.ts';
import { DeviceKey } from './device-key.ts';
import type { StoredDevice } from './e2ee/exchange.ts';
import { toContractError } from './failure.ts';
import { GuessDelay } from './guess-delay.ts';
import type { Installation } from './installation.ts';
import type { Keychain } from './keychain.ts';
import type { Log } from './log.ts';
import { OpenAccount } from './open-account.ts';
import type { Opener } from './opener.ts';
import type { HashingCost } from './password.ts';
import { type SignedIn, signIn } from './sign-in.ts';
import type { Store } from './store/store.ts';
import { openStore, openWithKeychain, openWithPassword, resumeSession, type Unlocked } from './unlocking.ts';
import { keyIdOfVault, type Vault } from './vault.ts';

const LOGOUT_TIMEOUT_MS = 5_000;
const MIB = 1024 * 1024;

export interface AccountsOptions {
  installation: Installation;
  keychain: Keychain | undefined;
  deviceName: string;
  receivedFolder: string;
  opener: Opener | undefined;
  /** bytes that are fetched by themselves from one author within 24 hours */
  fetchBudget: number;
  emit: Emit;
  /** what stretching a password costs at least */
  hashing: HashingCost;
  /** an account has been opened: the person is there */
  opened(): void;
  /** wall clock */
  now: () => number;
  log: Log;
}

interface Opened {
  account: OpenAccount;
  secrets: AccountSecrets;
  device: StoredDevice;
}

/** What opening an account takes beside its key. */
interface Opening {
  store: Store;
  vault: Vault;
  file: VaultFile;
  device: StoredDevice & { token: string };
  profile: OpenAccount['profile'];
  server: KnownServer;
}

interface OpenedVault {
  vault: Vault;
  /** as it lies in the account's folder */
  file: VaultFile;
}

/** Opens and closes the accounts of this installation: one at a time, one after the other. */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #guesses: GuessDelay;
  /** accounts whose kept key did not open: they are kept anew once their password does */
  readonly #failedKeys = new Set<string>();
  /** accounts that were made or reset by this program as it runs: the server cannot have keys of theirs */
  readonly #withoutKeys = new Set<string>();
  #open: Opened | undefined;
  #locked: AccountKey | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.#guesses = new GuessDelay(options.now);
  }

  get open(): Opened | undefined {
    return this.#open;
  }

  /** The account that was locked, while no other is open. */
  get locked(): AccountKey | undefined {
    return this.#locked;
  }

  login(server: KnownServer, args: CallArgs<'account.login'>): Promise<Session> {
    return this.#inTurn(async () => {
      const { installation, deviceName, hashing: floor, now } = this.#options;
      const who = nameOn(server, args.name);
      const mayEnrol = args.newKeys === true || this.#withoutKeys.has(who);
      const signedIn = await signIn(installation, server, args, { deviceName, floor, mayEnrol, now });
      this.#withoutKeys.delete(who);
      try {
        return await this.#start(signedIn, server, args.remember);
      } catch (error) {
        signedIn.vault.wipe();
        signedIn.link.channel.close('ended');
        throw withAccount(error, signedIn.profile.account);
      }
    });
  }

  /** Its next login makes its keys, and need not ask. */
  expectNewKeys(server: KnownServer, name: string): void {
    this.#withoutKeys.add(nameOn(server, name));
  }

  /**
   * Opens an account with the key that the keychain has; it connects by itself.
   * @param unlessOpen leaves whichever account is open by then, or locked
   * @throws ContractError `not-found`, `locked`, `bad-token`, `storage`
   */
  openRemembered(key: AccountKey, unlessOpen: boolean): Promise<Session> {
    return this.#inTurn(async () => {
      if (unlessOpen && this.#open) return this.#open.account.session;
      if (unlessOpen && this.#locked) throw new ContractError('locked');
      const open = this.#isOpen(key) ? this.#open?.account : undefined;
      if (open && open.connection.state.state !== 'ended') return open.session;
      if (this.#known(key).access === 'password') throw new ContractError('locked');
      return this.#resume(key, (file) => this.#openKept(key, file));
    });
  }

  /**
   * Opens an account with its password; it connects by itself.
   * @throws ContractError as above, `bad-credentials`, `rate-limited`
   */
  unlock(key: AccountKey, password: string): Promise<Session> {
    const whose = whoseKey(key);
    return this.#inTurn(() =>
      this.#resume(key, async (file) => {
        this.#guesses.begin(whose);
        const vault = await openWithPassword(file, password);
        this.#guesses.succeeded(whose);
        return this.#failedKeys.delete(whose) ? this.#keptAnew(key, vault, file) : { vault, file };
      }),
    );
  }

  /** Closes the account; only its password opens it again. Nothing happens when none is open. */
  lock(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#open) return;
      const key = keyOf(this.#open.account);
      // first, so that the window goes from the chat to the lock page and not over the login page
      this.#setLocked(key);
      try {
        await this.#close();
      } finally {
        if (this.#options.installation.findAccount(key)?.access === 'open') await this.#setAccess(key, 'password');
      }
    });
  }

  /** Ends the session on the server too, if it can be reached; history and unsent messages stay. */
  logout(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#open) throw new ContractError('no-session');
      const { account } = this.#open;
      const goodbye = account.connection.link?.channel.request('account.logout', {}, LOGOUT_TIMEOUT_MS);
      await goodbye?.catch((error) => this.#options.log(`logout not confirmed: ${this.#describe(error)}`));
      await this.#endSession(this.#open);
      await this.#close();
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#close());
  }

  forget(key: AccountKey, deleteHistory: boolean): Promise<void> {
    return this.#inTurn(async () => {
      this.#known(key);
      if (this.#isOpen(key)) {
        if (deleteHistory) await this.#open?.account.attachments.removeParts();
        await this.#close();
      }
      await this.#options.installation.forget(key, deleteHistory);
      this.#emitRemembered();
    });
  }

  /** Deletes the open account, on the server and here. @throws ContractError `bad-credentials`, `in-rooms` */
  delete(password: string): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#open) throw new ContractError('no-session');
      const { account, secrets } = this.#open;
      await deleteOnServer({ channel: account.channel, secrets, rooms: account.rooms }, password);
      await account.attachments.removeParts();
      await this.#close();
      await this.#options.installation.forget(keyOf(account), true);
      this.#emitRemembered();
    });
  }

  /** Also of an account that was forgotten. @returns where the history is now @throws ContractError `not-found` */
  setHistoryAside(key: AccountKey): Promise<string> {
    return this.#inTurn(async () => {
      const { installation, now } = this.#options;
      if (!installation.filesOf(key).exists) throw new ContractError('not-found');
      if (this.#isOpen(key)) await this.#close();
      const file = await installation.filesOf(key).setHistoryAside(new Date(now()));
      await this.#setAccess(key, 'signed-out');
      return file;
    });
  }

  /** The account has another password by other means than from here: only a login with the server brings its vault. */
  passwordReplaced(server: KnownServer, name: string): Promise<void> {
    return this.#inTurn(async () => {
      const known = this.#options.installation.findByName(name, server);
      if (known) await this.#setAccess({ account: known.account, fingerprint: server.fingerprint }, 'signed-out');
    });
  }

  async #start(signedIn: SignedIn, server: KnownServer, remember: boolean): Promise<Session> {
    const { link, profile, vault } = signedIn;
    const { installation, now } = this.#options;
    const key = { account: profile.account, fingerprint: server.fingerprint };
    await this.#close();
    const { store, device } = await this.#openHistory(key, signedIn);
    const file = await this.#vaultFile(signedIn, remember);
    await installation.filesOf(key).writeVault(file);
    const { account, name, displayName } = profile;
    const access = file.kept ? 'open' : 'password';
    await installation.remember({ account, name, displayName, server, lastLogin: now(), access });
    this.#emitRemembered();
    const open = await this.#load({ store, vault, file, device, profile, server });
    open.setEndedOther(signedIn.ended);
    await open.connection.adopt(link, profile);
    return open.session;
  }

  async #openHistory(key: AccountKey, { vault, profile, device: id, token, pass, deviceKey }: SignedIn) {
    const { installation, now } = this.#options;
    const files = installation.filesOf(key);
    const known = await installation.readVault(key);
    if (known && files.hasHistory && keyIdOfVault(known.data) !== vault.keyId) {
      throw new ContractError('storage', { problem: 'other-keys' });
    }
    await files.writeDevice({ name: profile.name, device: id, ...(pass && { pass: new Uint8Array(pass) }) });
    const store = await openStore(files, vault, { account: key.account, mayCreate: known === undefined });
    const before = await store.run('device');
    const since = before?.id === id ? before.since : now();
    const device = { id, token, key: deviceKey.toStored(), since };
    await store.run('saveDevice', device);
    await store.run('savePerson', profile);
    return { store, device };
  }

  async #vaultFile({ vault, version, hashing }: SignedIn, remember: boolean): Promise<VaultFile> {
    const file = {
      version,
      data: new Uint8Array(vault.data),
      hashing: { ...hashing, salt: new Uint8Array(hashing.salt) },
    };
    const kept = remember ? await this.#protect(vault) : undefined;
    return kept ? { ...file, kept } : file;
  }

  /** The vault's key as the keychain keeps it. Without one, and when it fails, the password is asked for next time. */
  async #protect(vault: Vault): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { keychain, log } = this.#options;
    if (!keychain?.isReady) return undefined;
    const key = vault.copyKey();
    try {
      return new Uint8Array(await keychain.protect(key));
    } catch (error) {
      log(`the keychain keeps no key: ${describe(error)}`);
      return undefined;
    } finally {
      key.fill(0);
    }
  }

  /** Opens with the key that the keychain has, and has it kept anew where the system asks for that. */
  async #openKept(key: AccountKey, file: VaultFile): Promise<OpenedVault> {
    const whose = whoseKey(key);
    this.#failedKeys.add(whose);
    const { vault, isOutdated } = await openWithKeychain(file, this.#options.keychain);
    this.#failedKeys.delete(whose);
    return isOutdated ? this.#keptAnew(key, vault, file) : { vault, file };
  }

  /** The account opens all the same where the keychain, or the disk, keeps nothing. */
  async #keptAnew(key: AccountKey, vault: Vault, file: VaultFile): Promise<OpenedVault> {
    const { installation, log } = this.#options;
    const kept = await this.#protect(vault);
    if (!kept) return { vault, file };
    const renewed = { ...file, kept };
    try {
      await installation.filesOf(key).writeVault(renewed);
    } catch (error) {
      log(`the key was not kept anew: ${describe(error)}`);
      return { vault, file };
    }
    return { vault, file: renewed };
  }

  async #resume(key: AccountKey, openVault: (file: VaultFile) => Promise<OpenedVault>): Promise<Session> {
    const { account, name, displayName, server } = this.#known(key);
    const { installation } = this.#options;
    const stored = await installation.readVault(key);
    if (!stored) throw new ContractError('bad-token');
    const { vault, file } = await openVault(stored);
    await this.#close();
    const unlocked = await this.#resumeSession(key, vault);
    const profile = { account, name, displayName, signature: '' };
    const open = await this.#load({ ...unlocked, vault, file, profile, server });
    await this.#setAccess(key, file.kept ? 'open' : 'password');
    open.connection.connect();
    return open.session;
  }

  async #resumeSession(key: AccountKey, vault: Vault): Promise<Unlocked> {
    try {
      return await resumeSession(this.#options.installation.filesOf(key), vault, key.account);
    } catch (error) {
      vault.wipe();
      if (error instanceof ContractError && error.code === 'bad-token') await this.#setAccess(key, 'signed-out');
      throw error;
    }
  }

  async #load({ store, vault, file, device, profile, server }: Opening): Promise<OpenAccount> {
    const { installation, receivedFolder, opener, fetchBudget, emit, now, log, opened } = this.#options;
    const files = installation.filesOf({ account: profile.account, fingerprint: server.fingerprint });
    const owner = { fingerprint: server.fingerprint, name: profile.name };
    const secrets = new AccountSecrets({ files, owner, vault, file });
    const account = await OpenAccount.load({
      store,
      secrets,
      profile,
      server,
      token: device.token,
      deviceKey: DeviceKey.fromStored(device.key),
      deviceSince: device.since,
      isRecoveryConfirmed: secrets.isRecoveryConfirmed,
      sealedFolder: files.sealed,
      receivedFolder,
      opener,
      cacheLimit: () => installation.settings.cacheLimit * MIB,
      emit,
      fetchBudget,
      showsReads: () => installation.settings.readReceipts,
      now,
      log,
      sessionEnded: () => this.#keep(this.#inTurn(() => this.#ended(account))),
      profileChanged: (changed) => this.#keep(installation.updateProfile(changed, server)),
    });
    this.#open = { account, secrets, device };
    this.#setLocked(undefined);
    opened();
    emit('session', account.session);
    return account;
  }

  /** The server has ended the session. When another was begun meanwhile, that one has nothing to do with it. */
  async #ended(account: OpenAccount): Promise<void> {
    if (this.#open?.account === account) await this.#endSession(this.#open);
  }

  /** Forgets what the session went on with: token and keychain copy. The account stays open. */
  async #endSession({ account, secrets, device }: Opened): Promise<void> {
    const { token: _, ...withoutToken } = device;
    await account.store.run('saveDevice', withoutToken);
    await secrets.forgetKept();
    await this.#setAccess(keyOf(account), 'signed-out');
  }

  /** The session goes on with another token. */
  async changeToken({ account, device }: Opened, token: string): Promise<void> {
    device.token = token;
    account.setToken(token);
    await account.store.run('saveDevice', device);
  }

  async #close(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    try {
      await open.account.close();
    } finally {
      open.secrets.wipe();
      this.#options.emit('session', undefined);
    }
  }

  #known(key: AccountKey): RememberedAccount {
    const known = this.#options.installation.findAccount(key);
    if (!known) throw new ContractError('not-found');
    return known;
  }

  #isOpen({ account, fingerprint }: AccountKey): boolean {
    const open = this.#open?.account;
    return open?.id === account && open.server.fingerprint === fingerprint;
  }

  #setLocked(key: AccountKey | undefined): void {
    if (this.#locked === key) return;
    this.#locked = key;
    this.#options.emit('locked', key);
  }

  async #setAccess(key: AccountKey, access: RememberedAccount['access']): Promise<void> {
    await this.#options.installation.setAccess(key, access);
    this.#emitRemembered();
  }

  #emitRemembered(): void {
    this.#options.emit('remembered', this.#options.installation.remembered);
  }

  /** However fast the buttons are pressed. */
  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const result = this.#lastChange.then(work);
    this.#lastChange = result.catch(() => undefined);
    return result;
  }

  #keep(stored: Promise<void>): void {
    stored.catch((error) => this.#options.log(`account list not stored: ${this.#describe(error)}`));
  }

  #describe(error: unknown): string {
    return toContractError(error, this.#options.log).code;
  }
}

/** Whose history it is that cannot be opened: the login page knows a name only. */
function withAccount(error: unknown, account: AccountKey['account']): unknown {
  if (!(error instanceof ContractError && error.code === 'storage')) return error;
  return new ContractError('storage', { ...Object(error.details), account });
}

function keyOf({ id, server }: OpenAccount): AccountKey {
  return { account: id, fingerprint: server.fingerprint };
}

function whoseKey({ fingerprint, account }: AccountKey): string {
  return `${fingerprint} ${account}`;
}

function nameOn({ fingerprint }: KnownServer, name: string): string {
  return `${fingerprint} ${name.trim().toLowerCase()}`;
}
