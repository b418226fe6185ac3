import { createStore } from 'zustand/vanilla';
import type { CallArgs } from '../../src-main/contract/calls.ts';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { StorageProblem } from '../../src-main/contract/errors.ts';
import type {
  AccountId,
  AccountKey,
  AppState,
  Connection,
  KnownServer,
  MovedServer,
  NewDevice,
  Profile,
  RememberedAccount,
  ServerSighting,
  Session,
  Status,
} from '../../src-main/contract/model.ts';
import { formatAddress } from '../model/address.ts';
import { accountIn, storageProblemOf } from '../model/failure.ts';

/** An account whose history cannot be opened. */
export interface Trouble {
  problem: StorageProblem;
  name: string;
  /** undefined when this installation does not know it by number */
  account: AccountKey | undefined;
  /** how it was to be opened; a login begins a new history once the old one is out of the way */
  by: 'login' | 'open' | 'unlock';
  /** Does the same again. */
  again(): Promise<void>;
}

export interface SessionState {
  /** the account that is open, none on the login page */
  session: Session | undefined;
  remembered: RememberedAccount[];
  /** the login page's server */
  server: KnownServer | undefined;
  /** the account that is locked */
  /** a known server at another address, by a link: the person is asked before anything else of the login page */
  movedServer: MovedServer | undefined;
  locked: AccountKey | undefined;
  /** the operating system can keep an account's key */
  hasKeychain: boolean;
  /** what keeps the account from being opened, in place of any other page */
  trouble: Trouble | undefined;
  /** the account name to start the login form with: the one whose session ended last */
  lastName: string;
  /** the page with the recovery code comes before anything else, unless it is confirmed */
  asksRecovery: boolean;
  /** the account that somebody else has used, as its person says: its password must be changed */
  suspected: AccountId | undefined;
  load(state: AppState): void;
  applySession(session: Session | undefined): void;
  applyConnection(connection: Connection): void;
  applyRemembered(remembered: RememberedAccount[]): void;
  applyLocked(locked: AccountKey | undefined): void;
  applyKeychain(hasKeychain: boolean): void;
  applyServer(server: KnownServer): void;
  applyMovedServer(server: MovedServer | undefined): void;
  /** Looks at an address, or at the login page's server when none is given. */
  look(address?: string): Promise<ServerSighting>;
  /** `moved`: the person says that the known server is at that address now. */
  trust(server: Pick<ServerSighting, 'host' | 'port' | 'fingerprint'>, options?: { moved?: boolean }): Promise<void>;
  /** The person does not want the server's other address. */
  keepAddress(): Promise<void>;
  register(fields: CallArgs<'account.register'>): Promise<void>;
  /** Like `open` and `unlock`, resolves too when the history cannot be opened: then there is `trouble`. */
  login(fields: CallArgs<'account.login'>): Promise<void>;
  open(account: RememberedAccount): Promise<void>;
  unlock(account: RememberedAccount, password: string): Promise<void>;
  lock(): Promise<void>;
  /** From the locked account to the login page, or to the login form of an account by name; it stays locked. */
  leaveLock(name?: string): void;
  endTrouble(): void;
  setHistoryAside(account: AccountKey): Promise<string>;
  logout(): Promise<void>;
  /** Leaves an ended session for the login page. */
  close(): Promise<void>;
  forget(account: RememberedAccount, deleteHistory: boolean): Promise<void>;
  recover(fields: CallArgs<'account.recover'>): Promise<void>;
  resetPassword(fields: CallArgs<'account.reset'>): Promise<void>;
  changePassword(current: string, next: string): Promise<void>;
  confirmRecovery(lastGroup: string): Promise<void>;
  setAsksRecovery(asksRecovery: boolean): void;
  suspect(): void;
  dismissEndedOther(): Promise<void>;
  /** The person has seen them. */
  dismissNewDevices(devices: NewDevice[]): Promise<void>;
  retry(): Promise<void>;
  setProfile(fields: CallArgs<'profile.set'>): Promise<void>;
  /** Without a picture one's own is taken away. */
  setAvatar(picture?: Uint8Array): Promise<void>;
  setStatus(status: Partial<Status>): Promise<void>;
  /** Deletes the account everywhere; the window is back at the login page then. */
  deleteAccount(password: string): Promise<void>;
}

export type SessionStore = ReturnType<typeof createSessionStore>;

/** True while requests can reach the server. */
export function isOnline(state: SessionState): boolean {
  return state.session?.connection.state === 'online';
}

/** True when the person of the open account has said that somebody else has used it. */
export function isSuspected({ session, suspected }: SessionState): boolean {
  return session !== undefined && session.profile.account === suspected;
}

export function keyOf({ account, server }: RememberedAccount): AccountKey {
  return { account, fingerprint: server.fingerprint };
}

/** The account that waits for its password in place of every other page. */
export function lockedAccount({ locked, remembered }: SessionState): RememberedAccount | undefined {
  return remembered.find(
    ({ account, server }) => account === locked?.account && server.fingerprint === locked.fingerprint,
  );
}

function withProfile(session: Session | undefined, profile: Profile): Session | undefined {
  return session?.profile.account === profile.account ? { ...session, profile } : session;
}

export function createSessionStore(core: CoreApi) {
  return createStore<SessionState>()((set, get) => {
    /** The account by that name on the login page's server, if it has been here before. */
    function keyByName(name: string): AccountKey | undefined {
      const { remembered, server } = get();
      const known = remembered.find((each) => each.name === name && each.server.fingerprint === server?.fingerprint);
      return known && keyOf(known);
    }

    async function enter(who: Pick<Trouble, 'name' | 'account' | 'by'>, work: () => Promise<Session>): Promise<void> {
      try {
        get().applySession(await work());
        set({ trouble: undefined, locked: undefined });
      } catch (error) {
        const problem = storageProblemOf(error);
        if (!problem) throw error;
        const account = who.account ?? accountIn(error, get().server);
        set({ trouble: { ...who, account, problem, again: () => enter(who, work) } });
      }
    }

    return {
      session: undefined,
      remembered: [],
      server: undefined,
      movedServer: undefined,
      locked: undefined,
      hasKeychain: false,
      trouble: undefined,
      lastName: '',
      asksRecovery: false,
      suspected: undefined,
      load: ({ session, remembered, server, movedServer, locked, hasKeychain }) => {
        set({ remembered, server, movedServer, locked, hasKeychain });
        get().applySession(session);
      },
      applySession: (session) => {
        const left = get().session;
        set(session || !left ? { session } : { session, lastName: left.profile.name });
      },
      applyConnection: (connection) => {
        const { session } = get();
        if (session) set({ session: { ...session, connection } });
      },
      applyRemembered: (remembered) => set({ remembered }),
      applyLocked: (locked) => set({ locked }),
      applyKeychain: (hasKeychain) => set({ hasKeychain }),
      applyServer: (server) => set({ server }),
      applyMovedServer: (movedServer) => set({ movedServer }),

      look: async (address) => {
        const { server } = get();
        return core.call('server.look', { address: address ?? (server ? formatAddress(server) : '') });
      },
      trust: async ({ host, port, fingerprint }, { moved = false } = {}) => {
        const { server, remembered } = await core.call('server.trust', { host, port, fingerprint, moved });
        set({ server, remembered });
      },
      keepAddress: () => core.call('server.keep', {}),
      register: async (fields) => {
        await core.call('account.register', fields);
      },
      login: async (fields) => {
        set({ asksRecovery: true });
        const who = { name: fields.name, account: keyByName(fields.name), by: 'login' } as const;
        await enter(who, () => core.call('account.login', fields));
      },
      open: async (account) => {
        set({ asksRecovery: false });
        const key = keyOf(account);
        await enter({ name: account.name, account: key, by: 'open' }, () => core.call('account.open', key));
      },
      unlock: async (account, password) => {
        set({ asksRecovery: false });
        const key = keyOf(account);
        const who = { name: account.name, account: key, by: 'unlock' } as const;
        await enter(who, () => core.call('account.unlock', { ...key, password }));
      },
      lock: async () => {
        await core.call('account.lock', {});
        get().applySession(undefined);
      },
      leaveLock: (name = '') => set({ locked: undefined, lastName: name }),
      endTrouble: () => set({ trouble: undefined, lastName: get().trouble?.name ?? '' }),
      setHistoryAside: async (account) => {
        const { file } = await core.call('account.setHistoryAside', account);
        return file;
      },
      logout: async () => {
        await core.call('account.logout', {});
        get().applySession(undefined);
      },
      close: async () => {
        await core.call('account.close', {});
        get().applySession(undefined);
      },
      forget: (account, deleteHistory) => core.call('account.forget', { ...keyOf(account), deleteHistory }),
      recover: async (fields) => {
        await core.call('account.recover', fields);
        set({ lastName: fields.name });
      },
      resetPassword: async (fields) => {
        await core.call('account.reset', fields);
        set({ lastName: fields.name });
      },
      changePassword: async (current, next) => {
        await core.call('account.changePassword', { current, next });
        set({ suspected: undefined });
      },
      confirmRecovery: async (lastGroup) => {
        await core.call('recovery.confirm', { lastGroup });
        const { session } = get();
        if (session) set({ session: { ...session, isRecoveryConfirmed: true } });
      },
      setAsksRecovery: (asksRecovery) => set({ asksRecovery }),
      suspect: () => set({ suspected: get().session?.profile.account }),
      dismissNewDevices: (devices) => core.call('devices.dismissNew', { devices: devices.map(({ device }) => device) }),
      dismissEndedOther: () => core.call('account.dismissEndedOther', {}),
      retry: () => core.call('connection.retry', {}),
      setProfile: async (fields) => {
        const profile = await core.call('profile.set', fields);
        set({ session: withProfile(get().session, profile) });
      },
      setAvatar: async (picture) => {
        const profile = await core.call('profile.setAvatar', picture ? { picture } : {});
        set({ session: withProfile(get().session, profile) });
      },
      setStatus: async (change) => {
        const { session } = get();
        if (!session) return;
        const status = { ...session.status, ...change };
        await core.call('status.set', status);
        const current = get().session;
        if (current) set({ session: { ...current, status } });
      },
      deleteAccount: async (password) => {
        await core.call('account.delete', { password });
        get().applySession(undefined);
      },
    };
  });
}
