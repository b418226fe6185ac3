import { join } from 'node:path';
import type { MediaRef, Staged } from '../contract/attachment.ts';
import { type CallArgs, type CallName, type CallResult, calls } from '../contract/calls.ts';
import type { CoreApi, CoreFiles, EventListener, Media } from '../contract/core.ts';
import { ContractError } from '../contract/errors.ts';
import type { EventName, Events } from '../contract/events.ts';
import type { AppState, Desktop, KnownServer, MovedServer, ServerSighting } from '../contract/model.ts';
import type { Language, Settings } from '../contract/settings.ts';
import { Accounts } from './accounts.ts';
import { deviceNameOf } from './device-name.ts';
import { toContractError } from './failure.ts';
import { handlers } from './handlers.ts';
import { IdleLock } from './idle-lock.ts';
import { Installation } from './installation.ts';
import type { Keychain } from './keychain.ts';
import type { Log } from './log.ts';
import type { OpenAccount } from './open-account.ts';
import type { Opener } from './opener.ts';
import { DEFAULT_COST, type HashingCost } from './password.ts';

const FETCH_BUDGET = 200 * 1024 * 1024;

export interface CoreOptions {
  /** where this installation keeps everything; one running core at a time */
  folder: string;
  host: AppState['host'];
  /** absent where the window is a browser's, or none */
  desktop?: Desktop;
  systemLanguage: Language;
  /** the machine's, however long or empty; shown to the person when another login ends this one's session */
  deviceName: string;
  version: string;
  /** absent where the system has none: accounts then need their password at each start */
  keychain?: Keychain;
  /** where received files are put; a folder beside the accounts when absent */
  receivedFolder?: string;
  /** absent where there is no screen: then `attachments.open` and `show` fail as `not-opened` */
  opener?: Opener;
  /**
   * bytes of pictures, voice messages and stickers that are fetched by themselves from one author within 24 hours; 200
   * MiB when absent
   */
  fetchBudget?: number;
  /** what stretching a new password costs */
  hashing?: HashingCost;
  /**
   * false where nobody touches anything, as on a command line: then an account stays open for as long as it runs; true
   * when absent
   */
  locksWhenIdle?: boolean;
  /** wall clock, milliseconds */
  now?: () => number;
  /** milliseconds on a clock that nobody sets */
  monotonic?: () => number;
  log?: Log;
}

/** Opens the installation in that folder. @throws FolderInUseError when another core has it */
export async function createCore(options: CoreOptions): Promise<Core> {
  const log = options.log ?? console.warn;
  const installation = await Installation.open(options.folder, log);
  const { keychain } = options;
  try {
    if (keychain) await installation.dropUnsafeKeys((kept) => keychain.isSafe(kept));
  } catch (error) {
    await installation.close();
    throw error;
  }
  return new Core(installation, options, log);
}

/** Everything behind the window: what the UI calls is in handlers.ts. */
export class Core implements CoreApi, CoreFiles {
  readonly installation: Installation;
  readonly accounts: Accounts;
  readonly hashing: HashingCost;
  readonly now: () => number;
  readonly #options: CoreOptions;
  readonly #log: Log;
  readonly #listeners = new Set<EventListener>();
  readonly #idleLock: IdleLock;
  #sighting: ServerSighting | undefined;
  #movedServer: MovedServer | undefined;
  #closing: Promise<void> | undefined;

  constructor(installation: Installation, options: CoreOptions, log: Log) {
    this.installation = installation;
    this.hashing = options.hashing ?? DEFAULT_COST;
    this.now = options.now ?? Date.now;
    this.#options = options;
    this.#log = log;
    this.accounts = new Accounts({
      installation,
      keychain: options.keychain,
      deviceName: deviceNameOf(options.deviceName),
      receivedFolder: options.receivedFolder ?? join(installation.folder, 'received'),
      opener: options.opener,
      fetchBudget: options.fetchBudget ?? FETCH_BUDGET,
      hashing: this.hashing,
      emit: (name, value) => this.emit(name, value),
      opened: () => this.noteActivity(),
      now: this.now,
      log,
    });
    options.keychain?.listen(() => this.emit('keychain', this.state.hasKeychain));
    this.#idleLock = new IdleLock({
      after: () => (this.accounts.open && options.locksWhenIdle !== false ? installation.settings.lockAfter : 0),
      now: this.now,
      ...(options.monotonic ? { monotonic: options.monotonic } : {}),
      lock: () => void this.lock().catch((error) => log(`not locked: ${toContractError(error, log).code}`)),
    });
  }

  async call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallResult<N>> {
    const parsed = calls[name].args.safeParse(args);
    if (!parsed.success) throw new ContractError('invalid-argument');
    try {
      return await handlers[name](this, parsed.data as CallArgs<N>);
    } catch (error) {
      throw toContractError(error, this.#log);
    }
  }

  async stage(file: { name: string; type?: string }, content: AsyncIterable<Uint8Array>): Promise<Staged> {
    try {
      return await this.account.attachments.stage(file, content);
    } catch (error) {
      throw toContractError(error, this.#log);
    }
  }

  async media(ref: MediaRef): Promise<Media | undefined> {
    try {
      return await this.accounts.open?.account.attachments.media(ref);
    } catch (error) {
      throw toContractError(error, this.#log);
    }
  }

  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the connection, not the session, and gives the folder back. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#idleLock.close();
    await this.accounts.close();
    await this.installation.close();
  }

  /** Closes the account, if one is open; only its password opens it again. */
  lock(): Promise<void> {
    return this.accounts.lock();
  }

  emit<N extends EventName>(name: N, value: Events[N]): void {
    for (const listener of this.#listeners) listener(name, value);
  }

  get state(): AppState {
    const { host, desktop, version, systemLanguage, keychain } = this.#options;
    const { settings, remembered, server, setAside } = this.installation;
    const { open, locked } = this.accounts;
    return {
      settings,
      systemLanguage,
      remembered,
      ...(server ? { server } : {}),
      ...(this.#movedServer ? { movedServer: this.#movedServer } : {}),
      ...(open ? { session: open.account.session } : {}),
      ...(locked ? { locked } : {}),
      hasKeychain: keychain?.isReady ?? false,
      ...(setAside.length > 0 ? { setAside } : {}),
      host,
      ...(desktop ? { desktop } : {}),
      version,
    };
  }

  /** The open account with its secrets. @throws ContractError `no-session` */
  get open() {
    const { open } = this.accounts;
    if (!open) throw new ContractError('no-session');
    return open;
  }

  /** The open account. @throws ContractError `no-session` */
  get account(): OpenAccount {
    return this.open.account;
  }

  /** The login page's server. @throws ContractError `bad-address` when none has been chosen */
  get server(): KnownServer {
    const { server } = this.installation;
    if (!server) throw new ContractError('bad-address');
    return server;
  }

  async changeSettings(changes: Partial<Settings>): Promise<Settings> {
    await this.installation.changeSettings(changes);
    if (changes.cacheLimit !== undefined) this.accounts.open?.account.attachments.tidy();
    this.emit('settings', this.installation.settings);
    return this.installation.settings;
  }

  /** The person is using the program. */
  noteActivity(): void {
    this.#idleLock.active();
  }

  /** A known server that a link finds elsewhere, until the person has answered. */
  setMovedServer(server: MovedServer | undefined): void {
    if (!server && !this.#movedServer) return;
    this.#movedServer = server;
    this.emit('movedServer', server);
  }

  noteSighting(sighting: ServerSighting): ServerSighting {
    this.#sighting = sighting;
    return sighting;
  }

  /** The name a server gave itself when it was last looked at. */
  nameOf(fingerprint: string): string {
    return this.#sighting?.fingerprint === fingerprint ? this.#sighting.name : '';
  }
}
