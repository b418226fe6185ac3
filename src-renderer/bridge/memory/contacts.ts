import { ContractError } from '../../../src-main/contract/errors.ts';
import type { AccountId, Contact, Profile, Relation } from '../../../src-main/contract/model.ts';
import type { Handlers, Memory } from './memory.ts';

type ContactCall = `contacts.${'list' | 'search' | 'requests' | 'request' | 'answer' | 'remove'}`;

/** `chatChanged` is told whose chat looks different now. */
export function contactHandlers(
  { world, now, emit }: Memory,
  chatChanged: (id: AccountId) => void,
): Handlers<ContactCall> {
  function personOf(account: AccountId): Profile {
    const profile = world.people.get(account);
    if (!profile) throw new ContractError('not-found');
    return profile;
  }

  function requestWith(account: AccountId) {
    return world.requests.find((request) => request.profile.account === account && request.state !== 'refused');
  }

  function relationTo(account: AccountId): Relation {
    if (account === world.session?.profile.account) return 'self';
    if (world.contacts.has(account)) return 'friend';
    const request = requestWith(account);
    if (!request) return 'none';
    return request.direction === 'incoming' ? 'requests-you' : 'requested';
  }

  function dropRequests(account: AccountId): void {
    world.requests = world.requests.filter((request) => request.profile.account !== account);
  }

  function befriend(profile: Profile): void {
    const friend: Contact = { profile, presence: 'online', since: now(), trust: 'server' };
    dropRequests(profile.account);
    world.contacts.set(profile.account, friend);
    world.opened.add(profile.account);
    emit('contact', friend);
    chatChanged(profile.account);
  }

  return {
    'contacts.list': () => [...world.contacts.values()],
    'contacts.search': ({ query }) =>
      [...world.people.values()]
        .filter(({ name, account }) => name.toLowerCase() === query.toLowerCase() || String(account) === query)
        .map((profile) => ({ profile, relation: relationTo(profile.account) })),
    'contacts.requests': () => world.requests,
    'contacts.request': ({ account, greeting }) => {
      const profile = personOf(account);
      const relation = relationTo(account);
      if (relation === 'self') throw new ContractError('oneself');
      if (relation === 'friend') throw new ContractError('already-friends');
      if (relation === 'requested') throw new ContractError('already-requested');
      if (relation === 'requests-you') befriend(profile);
      else
        world.requests = [{ profile, direction: 'outgoing', greeting, time: now(), state: 'open' }, ...world.requests];
      emit('requests', world.requests);
      return { state: relation === 'requests-you' ? 'added' : 'requested' };
    },
    'contacts.answer': ({ account, answer }) => {
      const request = requestWith(account);
      if (!request) throw new ContractError('not-found');
      if (answer === 'accept') befriend(request.profile);
      else request.state = answer === 'later' ? 'later' : 'refused';
      emit('requests', world.requests);
    },
    'contacts.remove': ({ account, clearHistory }) => {
      if (!world.contacts.delete(account)) throw new ContractError('not-found');
      emit('contactRemoved', account);
      if (!clearHistory) return chatChanged(account);
      world.messages = world.messages.filter((message) => message.conversation !== account);
      world.opened.delete(account);
      emit('conversationRemoved', account);
    },
  };
}
