import { ContractError } from '../../../src-main/contract/errors.ts';
import type { Session } from '../../../src-main/contract/model.ts';
import type { Handlers, Memory } from './memory.ts';

type SelfCall = 'profile.setAvatar' | 'avatar.get' | 'status.set' | `account.${'logins' | 'delete'}`;

/** Above it, the server takes no picture. */
const PICTURE_LIMIT = 32 * 1024;

/** What one shows of oneself, and the account's end. */
export function selfHandlers({ world, emit, keepPicture }: Memory): Handlers<SelfCall> {
  function openSession(): Session {
    if (!world.session) throw new ContractError('no-session');
    return world.session;
  }

  return {
    'profile.setAvatar': ({ picture }) => {
      if (picture && picture.length > PICTURE_LIMIT) {
        throw new ContractError('invalid-fields', { fields: { picture: 'too-long' } });
      }
      const session = openSession();
      const { avatar: _, ...plain } = session.profile;
      const profile = picture ? { ...plain, avatar: keepPicture(picture) } : plain;
      world.session = { ...session, profile };
      world.people.set(profile.account, profile);
      emit('session', world.session);
      return profile;
    },
    'avatar.get': ({ avatar }) => world.pictures.get(avatar),
    'status.set': (status) => {
      const session = openSession();
      world.session = { ...session, status: { ...session.status, ...status } };
      emit('session', world.session);
    },
    'account.logins': () => world.logins,
    'account.delete': ({ password }) => {
      const { account, name } = openSession().profile;
      if (world.passwords.get(name) !== password) throw new ContractError('bad-credentials');
      if ([...world.rooms.values()].some(({ role }) => role === 'owner')) throw new ContractError('in-rooms');
      world.people.delete(account);
      world.remembered = world.remembered.filter((known) => known.account !== account);
      world.session = undefined;
      emit('remembered', world.remembered);
      emit('session', undefined);
    },
  };
}
