import { ContractError } from '../../../src-main/contract/errors.ts';
import type { AccountId, FieldProblem, Profile, Session } from '../../../src-main/contract/model.ts';
import type { Handlers, Memory } from './memory.ts';
import { server } from './people.ts';

type SessionCall =
  | 'app.state'
  | 'settings.set'
  | 'server.look'
  | 'server.trust'
  | `account.${'register' | 'login' | 'open' | 'logout' | 'close' | 'forget' | 'dismissEndedOther'}`
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

function isBadAddress(address: string): address is keyof typeof badAddresses {
  return address in badAddresses;
}

export function sessionHandlers({ world, now, later, emit }: Memory): Handlers<SessionCall> {
  function enter(profile: Profile, remember: boolean): Session {
    const { account, name, displayName } = profile;
    const others = world.remembered.filter((known) => known.account !== account);
    world.remembered = [{ account, name, displayName, server, lastLogin: now(), signedIn: remember }, ...others];
    world.session = { profile, server, connection: { state: 'online' } };
    emit('remembered', world.remembered);
    emit('session', world.session);
    return world.session;
  }

  function leave(signedIn: boolean): void {
    const account = world.session?.profile.account;
    world.remembered = world.remembered.map((known) => (known.account === account ? { ...known, signedIn } : known));
    world.session = undefined;
    emit('remembered', world.remembered);
    emit('session', undefined);
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
      if (isBadAddress(address)) throw new ContractError(badAddresses[address]);
      if (world.server) return { ...world.sighting, trust: 'pinned' };
      return { ...world.sighting, trust: address.startsWith('miyu:') ? 'link' : 'first' };
    },
    'server.trust': () => {
      world.server = server;
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
      return { account };
    },
    'account.login': ({ name, password, remember }) => {
      const profile = byName(name);
      if (!profile || world.passwords.get(name) !== password) throw new ContractError('bad-credentials');
      return enter(profile, remember);
    },
    'account.open': ({ account }) => {
      const profile = world.people.get(account);
      if (!profile) throw new ContractError('not-found');
      return enter(profile, true);
    },
    'account.logout': () => leave(false),
    'account.close': () => leave(false),
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
