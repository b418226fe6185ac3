import { ContractError, type WrongClock } from '../../../src-main/contract/errors.ts';
import type { AccountId, FieldProblem, Profile, RememberedAccount, Session } from '../../../src-main/contract/model.ts';
import type { Handlers, Memory } from './memory.ts';
import { keyOf, server, sessionOf } from './people.ts';

type SessionCall =
  | 'app.state'
  | 'settings.set'
  | 'server.look'
  | 'server.trust'
  | 'server.offer'
  | 'server.keep'
  | `account.${'register' | 'login' | 'open' | 'unlock' | 'lock' | 'logout' | 'close' | 'forget'}`
  | `account.${'setHistoryAside' | 'dismissEndedOther'}`
  | 'profile.get'
  | 'profile.set'
  | 'connection.retry';

/** Addresses with a meaning, so that every outcome of a look can be seen. */
const badAddresses = {
  nowhere: 'unreachable',
  changed: 'server-changed',
  web: 'not-miyu',
  old: 'version',
} as const;

/** What a clock that is a day behind makes of a certificate. */
function validLaterThan(here: number): WrongClock {
  return { here, validFrom: here + DAY_MS, validTo: here + 366 * DAY_MS };
}

function isBadAddress(address: string): address is keyof typeof badAddresses {
  return address in badAddresses;
}

const DAY_MS = 86_400_000;
const WRONG_TRIES = 3;
const WAIT_MS = 30_000;

export function sessionHandlers({ world, now, later, emit }: Memory): Handlers<SessionCall> {
  function enter(profile: Profile, access: RememberedAccount['access']): Session {
    if (world.storageProblem) {
      throw new ContractError('storage', { problem: world.storageProblem, account: profile.account });
    }
    const { account, name, displayName } = profile;
    const others = world.remembered.filter((known) => known.account !== account);
    world.remembered = [{ account, name, displayName, server, lastLogin: now(), access }, ...others];
    const isRecoveryConfirmed = !world.unconfirmed.has(account);
    world.session = {
      ...sessionOf(profile, now()),
      ...(!isRecoveryConfirmed && { deviceSince: now() }),
      isRecoveryConfirmed,
    };
    delete world.locked;
    emit('locked', undefined);
    emit('remembered', world.remembered);
    emit('session', world.session);
    return world.session;
  }

  function setAccess(account: AccountId | undefined, access: RememberedAccount['access']): void {
    world.remembered = world.remembered.map((known) => (known.account === account ? { ...known, access } : known));
    emit('remembered', world.remembered);
  }

  function closeAccount(): void {
    world.session = undefined;
    emit('session', undefined);
  }

  function signOut(): void {
    setAccess(world.session?.profile.account, 'signed-out');
    closeAccount();
  }

  /** What a locked or remembered account does about its password: after three wrong ones it takes none for a while. */
  function checkPassword(name: string, password: string): void {
    if (now() < world.triesFrom) {
      throw new ContractError('rate-limited', { retryAfterMs: world.triesFrom - now() });
    }
    if (world.passwords.get(name) === password) {
      world.wrongTries = 0;
      return;
    }
    world.wrongTries += 1;
    if (world.wrongTries >= WRONG_TRIES) world.triesFrom = now() + WAIT_MS;
    throw new ContractError('bad-credentials');
  }

  function openSession(): Session {
    if (!world.session) throw new ContractError('no-session');
    return world.session;
  }

  function byName(name: string): Profile | undefined {
    return [...world.people.values()].find((profile) => profile.name === name);
  }

  return {
    'app.state': () => world,
    'settings.set': (patch) => {
      world.settings = { ...world.settings, ...patch };
      emit('settings', world.settings);
      return world.settings;
    },
    'server.look': ({ address }) => {
      if (!/^[^\s/]+$|^miyu:\/\/\S+$/.test(address)) throw new ContractError('bad-address');
      if (address === 'clock') throw new ContractError('wrong-clock', validLaterThan(now()));
      if (isBadAddress(address)) throw new ContractError(badAddresses[address]);
      if (world.server) return { ...world.sighting, trust: 'pinned' };
      return { ...world.sighting, trust: address.startsWith('miyu:') ? 'link' : 'first' };
    },
    'server.offer': (offered) => {
      const { host, port } = world.server ?? server;
      world.movedServer = { ...offered, name: server.name, knownAt: { host, port } };
      emit('movedServer', world.movedServer);
    },
    'server.keep': () => {
      delete world.movedServer;
      emit('movedServer', undefined);
    },
    'server.trust': () => {
      world.server = server;
      delete world.movedServer;
      emit('movedServer', undefined);
      emit('server', server);
      return world;
    },
    'account.register': ({ name, email, password, displayName, sex, age }) => {
      const fields: Record<string, FieldProblem> = {};
      if (byName(name)) fields.name = 'taken';
      if (email === 'taken@example.com') fields.email = 'taken';
      if (Object.keys(fields).length > 0) throw new ContractError('invalid-fields', { fields });
      const account = (Math.max(...world.people.keys()) + 1) as AccountId;
      const profile: Profile = { account, name, displayName: displayName || name, signature: '' };
      world.people.set(account, { ...profile, ...(sex && { sex }), ...(age && { age }) });
      world.passwords.set(name, password);
      world.unconfirmed.add(account);
      return { account };
    },
    'account.login': ({ name, password, remember }) => {
      const profile = byName(name);
      if (!profile || world.passwords.get(name) !== password) throw new ContractError('bad-credentials');
      return enter(profile, remember && world.hasKeychain ? 'open' : 'password');
    },
    'account.open': ({ account }) => {
      const known = world.remembered.find((each) => each.account === account);
      const profile = world.people.get(account);
      if (!known || !profile) throw new ContractError('not-found');
      if (known.access === 'password' || world.locked?.account === account) throw new ContractError('locked');
      return enter(profile, 'open');
    },
    'account.unlock': ({ account, password }) => {
      const profile = world.people.get(account);
      if (!profile) throw new ContractError('not-found');
      checkPassword(profile.name, password);
      return enter(profile, world.remembered.find((known) => known.account === account)?.access ?? 'password');
    },
    'account.lock': () => {
      world.locked = keyOf(openSession().profile);
      closeAccount();
      emit('locked', world.locked);
    },
    'account.setHistoryAside': ({ account }) => {
      delete world.storageProblem;
      setAccess(account, 'signed-out');
      return { file: 'history-2026-11-21.db' };
    },
    'account.logout': signOut,
    'account.close': signOut,
    'account.forget': ({ account }) => {
      world.remembered = world.remembered.filter((known) => known.account !== account);
      emit('remembered', world.remembered);
    },
    'account.dismissEndedOther': () => {
      const { endedOther: _, ...session } = openSession();
      world.session = session;
      emit('session', session);
    },
    'profile.get': ({ account }) => {
      const profile = world.people.get(account);
      if (!profile) throw new ContractError('not-found');
      return profile;
    },
    'profile.set': ({ displayName, sex, age, signature }) => {
      const session = openSession();
      const profile: Profile = { ...session.profile };
      if (displayName !== undefined) profile.displayName = displayName || profile.name;
      if (signature !== undefined) profile.signature = signature;
      if (sex === null) delete profile.sex;
      else if (sex) profile.sex = sex;
      if (age === null) delete profile.age;
      else if (age !== undefined) profile.age = age;
      world.session = { ...session, profile };
      emit('session', world.session);
      return profile;
    },
    'connection.retry': () => {
      const session = openSession();
      session.connection = { state: 'connecting', attempt: 1 };
      emit('connection', session.connection);
      later(() => {
        session.connection = { state: 'online' };
        emit('connection', session.connection);
      }, 800);
    },
  };
}
