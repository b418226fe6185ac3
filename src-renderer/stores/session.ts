import { createStore } from 'zustand/vanilla';
import type { CallArgs } from '../../src-main/contract/calls.ts';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type {
  AppState,
  Connection,
  KnownServer,
  Profile,
  RememberedAccount,
  ServerSighting,
  Session,
} from '../../src-main/contract/model.ts';
import { formatAddress } from '../model/address.ts';

export interface SessionState {
  /** the account that is open, none on the login page */
  session: Session | undefined;
  remembered: RememberedAccount[];
  /** the login page's server */
  server: KnownServer | undefined;
  /** the account name to start the login form with: the one whose session ended last */
  lastName: string;
  load(state: AppState): void;
  applySession(session: Session | undefined): void;
  applyConnection(connection: Connection): void;
  applyRemembered(remembered: RememberedAccount[]): void;
  /** Looks at an address, or at the login page's server when none is given. */
  look(address?: string): Promise<ServerSighting>;
  trust(server: Pick<ServerSighting, 'host' | 'port' | 'fingerprint'>): Promise<void>;
  register(fields: CallArgs<'account.register'>): Promise<void>;
  login(fields: CallArgs<'account.login'>): Promise<void>;
  open(account: RememberedAccount): Promise<void>;
  logout(): Promise<void>;
  /** Leaves an ended session for the login page. */
  close(): Promise<void>;
  forget(account: RememberedAccount, deleteHistory: boolean): Promise<void>;
  dismissEndedOther(): Promise<void>;
  retry(): Promise<void>;
  setProfile(fields: CallArgs<'profile.set'>): Promise<void>;
}

export type SessionStore = ReturnType<typeof createSessionStore>;

/** True while requests can reach the server. */
export function isOnline(state: SessionState): boolean {
  return state.session?.connection.state === 'online';
}

function withProfile(session: Session | undefined, profile: Profile): Session | undefined {
  return session?.profile.account === profile.account ? { ...session, profile } : session;
}

export function createSessionStore(core: CoreApi) {
  return createStore<SessionState>()((set, get) => ({
    session: undefined,
    remembered: [],
    server: undefined,
    lastName: '',
    load: ({ session, remembered, server }) => {
      set({ remembered, server });
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

    look: async (address) => {
      const { server } = get();
      return core.call('server.look', { address: address ?? (server ? formatAddress(server) : '') });
    },
    trust: async ({ host, port, fingerprint }) => {
      get().load(await core.call('server.trust', { host, port, fingerprint }));
    },
    register: async (fields) => {
      await core.call('account.register', fields);
    },
    login: async (fields) => get().applySession(await core.call('account.login', fields)),
    open: async ({ account, server }) => {
      get().applySession(await core.call('account.open', { account, fingerprint: server.fingerprint }));
    },
    logout: async () => {
      await core.call('account.logout', {});
      get().applySession(undefined);
    },
    close: async () => {
      await core.call('account.close', {});
      get().applySession(undefined);
    },
    forget: ({ account, server }, deleteHistory) =>
      core.call('account.forget', { account, fingerprint: server.fingerprint, deleteHistory }),
    dismissEndedOther: () => core.call('account.dismissEndedOther', {}),
    retry: () => core.call('connection.retry', {}),
    setProfile: async (fields) => {
      const profile = await core.call('profile.set', fields);
      set({ session: withProfile(get().session, profile) });
    },
  }));
}
