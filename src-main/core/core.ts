import { type CallArgs, type CallName, type CallResult, calls } from '../contract/calls.ts';
import type { CoreApi, EventListener } from '../contract/core.ts';
import { ContractError } from '../contract/errors.ts';
import type { EventName, Events } from '../contract/events.ts';
import type { AppState, KnownServer, Language, ServerSighting, Session, Settings } from '../contract/model.ts';
import { toContractError } from './failure.ts';
import { handlers } from './handlers.ts';
import { type AccountKey, Installation } from './installation.ts';
import type { Log } from './log.ts';
import { OpenAccount, type OpenAccountParts } from './open-account.ts';
import { DEFAULT_COST, type HashingCost } from './password.ts';
import { type SignedIn, signIn, storedSession } from './sign-in.ts';
import { Store } from './store/store.ts';

const LOGOUT_TIMEOUT_MS = 5_000;

export interface CoreOptions {
  /** where this installation keeps everything; one running core at a time */
  folder: string;
  host: AppState['host'];
  systemLanguage: Language;
  /** shown to the person when another login ends this one's session */
  deviceName: string;
  version: string;
  /** what stretching a new account's password costs */
  hashing?: HashingCost;
  /** wall clock, milliseconds */
  now?: () => number;
  log?: Log;
}

/** Opens the installation in that folder. @throws FolderInUseError when another core has it */
export async function createCore(options: CoreOptions): Promise<Core> {
  const log = options.log ?? console.warn;
  return new Core(await Installation.open(options.folder, log), options, log);
}

/** Everything behind the window: what the UI calls is in handlers.ts. */
export class Core implements CoreApi {
  readonly installation: Installation;
  readonly hashing: HashingCost;
  readonly now: () => number;
  readonly #options: CoreOptions;
  readonly #log: Log;
  readonly #listeners = new Set<EventListener>();
  #open: OpenAccount | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();
  #sighting: ServerSighting | undefined;
  #closing: Promise<void> | undefined;

  constructor(installation: Installation, options: CoreOptions, log: Log) {
    this.installation = installation;
    this.hashing = options.hashing ?? DEFAULT_COST;
    this.now = options.now ?? Date.now;
    this.#options = options;
    this.#log = log;
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

  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the connection, not the session, and gives the folder back. */
  close(): Promise<void> {
    this.#closing ??= this.#inTurn(async () => {
      await this.#closeAccount();
      await this.installation.close();
    });
    return this.#closing;
  }

  emit<N extends EventName>(name: N, value: Events[N]): void {
    for (const listener of this.#listeners) listener(name, value);
  }

  get state(): AppState {
    const { host, version, systemLanguage } = this.#options;
    const { settings, remembered, server, setAside } = this.installation;
    return {
      settings,
      systemLanguage,
      remembered,
      ...(server ? { server } : {}),
      ...(this.#open ? { session: this.#open.session } : {}),
      ...(setAside.length > 0 ? { setAside } : {}),
      host,
      version,
    };
  }

  /** The open account. @throws ContractError `no-session` */
  get account(): OpenAccount {
    if (!this.#open) throw new ContractError('no-session');
    return this.#open;
  }

  /** The login page's server. @throws ContractError `bad-address` when none has been chosen */
  get server(): KnownServer {
    const { server } = this.installation;
    if (!server) throw new ContractError('bad-address');
    return server;
  }

  async changeSettings(changes: Partial<Settings>): Promise<Settings> {
    await this.installation.changeSettings(changes);
    this.emit('settings', this.installation.settings);
    return this.installation.settings;
  }

  login(args: CallArgs<'account.login'>): Promise<Session> {
    return this.#inTurn(async () => {
      const signedIn = await signIn(this.installation, this.server, args, this.#options.deviceName);
      try {
        return await this.#start(signedIn, this.server, args.remember);
      } catch (error) {
        signedIn.link.channel.close('ended');
        throw error;
      }
    });
  }

  /** Opens a remembered account; it connects by itself. @throws ContractError `not-found`, `bad-token`, `storage` */
  openRemembered(key: AccountKey): Promise<Session> {
    return this.#inTurn(async () => {
      if (this.#isOpen(key) && this.account.connection.state.state !== 'ended') return this.account.session;
      const known = this.installation.findAccount(key);
      if (!known) throw new ContractError('not-found');
      const session = await storedSession(this.installation, key);
      await this.#closeAccount();
      const store = await Store.open(await this.installation.historyFile(key), { mayCreate: false });
      const { account, name, displayName, server } = known;
      const open = await this.#load({
        ...session,
        store,
        profile: { account, name, displayName, signature: '' },
        server,
      });
      open.connection.connect();
      return open.session;
    });
  }

  /** Ends the session on the server too, if it can be reached; history and unsent messages stay. */
  logout(): Promise<void> {
    return this.#inTurn(async () => {
      const { account } = this;
      const key = keyOf(account);
      const goodbye = account.connection.link?.channel.request('account.logout', {}, LOGOUT_TIMEOUT_MS);
      await goodbye?.catch((error) => this.#log(`logout not confirmed: ${toContractError(error, this.#log).code}`));
      await this.#closeAccount();
      await this.#signOut(key);
    });
  }

  closeAccount(): Promise<void> {
    return this.#inTurn(() => this.#closeAccount());
  }

  forget(key: AccountKey, deleteHistory: boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.installation.findAccount(key)) throw new ContractError('not-found');
      if (this.#isOpen(key)) await this.#closeAccount();
      await this.installation.forget(key, deleteHistory);
      this.emit('remembered', this.installation.remembered);
    });
  }

  noteSighting(sighting: ServerSighting): ServerSighting {
    this.#sighting = sighting;
    return sighting;
  }

  /** The name a server gave itself when it was last looked at. */
  nameOf(fingerprint: string): string {
    return this.#sighting?.fingerprint === fingerprint ? this.#sighting.name : '';
  }

  async #start({ link, profile, session, deviceKey, ended }: SignedIn, server: KnownServer, remember: boolean) {
    const key = { account: profile.account, fingerprint: server.fingerprint };
    const isFirst = (await this.installation.readSession(key)) === undefined;
    await this.#closeAccount();
    const store = await Store.open(await this.installation.historyFile(key), { mayCreate: isFirst });
    const { token, ...withoutToken } = session;
    await this.installation.writeSession(key, remember ? session : withoutToken);
    const { account, name, displayName } = profile;
    await this.installation.remember({ account, name, displayName, server, lastLogin: this.now(), signedIn: remember });
    this.emit('remembered', this.installation.remembered);
    await store.run('savePerson', profile);
    const open = await this.#load({ token, deviceKey, store, profile, server });
    open.setEndedOther(ended);
    await open.connection.adopt(link, profile);
    return open.session;
  }

  async #load(
    parts: Pick<OpenAccountParts, 'profile' | 'server' | 'store' | 'token' | 'deviceKey'>,
  ): Promise<OpenAccount> {
    const { server, profile } = parts;
    const key = { account: profile.account, fingerprint: server.fingerprint };
    this.#open = await OpenAccount.load({
      ...parts,
      emit: (name, value) => this.emit(name, value),
      now: this.now,
      log: this.#log,
      sessionEnded: () => this.#keep(this.#inTurn(() => this.#signOut(key, parts.token))),
      profileChanged: (changed) => this.#keep(this.installation.updateProfile(changed, server)),
    });
    this.emit('session', this.#open.session);
    return this.#open;
  }

  async #signOut(key: AccountKey, token?: string): Promise<void> {
    await this.installation.signOut(key, token);
    this.emit('remembered', this.installation.remembered);
  }

  async #closeAccount(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    await open.close();
    this.emit('session', undefined);
  }

  #isOpen({ account, fingerprint }: AccountKey): boolean {
    return this.#open?.id === account && this.#open.server.fingerprint === fingerprint;
  }

  /** Opening and closing accounts happens one after the other, however fast the buttons are pressed. */
  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const result = this.#lastChange.then(work);
    this.#lastChange = result.catch(() => undefined);
    return result;
  }

  #keep(stored: Promise<void>): void {
    stored.catch((error) => this.#log(`account list not stored: ${toContractError(error, this.#log).code}`));
  }
}

function keyOf({ id, server }: OpenAccount): AccountKey {
  return { account: id, fingerprint: server.fingerprint };
}
