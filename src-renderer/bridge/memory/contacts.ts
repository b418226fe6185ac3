import { ContractError } from '../../../src-main/contract/errors.ts';
import type { AccountId, Contact, Profile, Relation } from '../../../src-main/contract/model.ts';
import type { Handlers, Memory } from './memory.ts';
import { server } from './people.ts';

type ContactCall =
  | `contacts.${'list' | 'search' | 'requests' | 'request' | 'answer' | 'remove' | 'block' | 'blocked' | 'address'}`
  | `contacts.${'setRemark' | 'groups' | 'setGroup' | 'nameGroup' | 'deleteGroup'}`
  | `contacts.${'ownLink' | 'readLink' | 'requestByLink'}`
  | 'names.looks';

const LINK = /^miyu:\/\/[^/]+\/add\/(\d+)\?key=([\w-]+)#([\w-]+)$/;

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

  function ask(account: AccountId, greeting: string): 'requested' | 'added' {
    const profile = personOf(account);
    const relation = relationTo(account);
    if (relation === 'self') throw new ContractError('oneself');
    if (relation === 'friend') throw new ContractError('already-friends');
    if (relation === 'requested') throw new ContractError('already-requested');
    if (relation === 'requests-you') befriend(profile);
    else world.requests = [{ profile, direction: 'outgoing', greeting, time: now(), state: 'open' }, ...world.requests];
    emit('requests', world.requests);
    return relation === 'requests-you' ? 'added' : 'requested';
  }

  function endFriendship(account: AccountId): void {
    world.contacts.delete(account);
    emit('contactRemoved', account);
  }

  function change(account: AccountId, patch: (contact: Contact) => Contact): void {
    const contact = world.contacts.get(account);
    if (!contact) throw new ContractError('not-found');
    const changed = patch(contact);
    world.contacts.set(account, changed);
    emit('contact', changed);
  }

  function toGroup(account: AccountId, group: string): void {
    change(account, ({ group: _, ...contact }) => (group ? { ...contact, group } : contact));
  }

  function setGroups(groups: string[]): void {
    world.groups = groups;
    emit('groups', groups);
  }

  function moveAll(from: string, to: string): void {
    for (const { profile, group } of [...world.contacts.values()]) if (group === from) toGroup(profile.account, to);
  }

  /** The numbers and words of a link: `key=other` stands for keys that are not the account's. */
  function personIn(link: string): { profile: Profile; key: string } {
    const [, account, key = '', fingerprint] = LINK.exec(link) ?? [];
    if (!account) throw new ContractError('bad-address');
    if (fingerprint !== server.fingerprint) throw new ContractError('server-changed');
    return { profile: personOf(Number(account) as AccountId), key };
  }

  return {
    'contacts.list': () => [...world.contacts.values()],
    'names.looks': ({ texts }) => texts.map((text) => text.normalize('NFKC').toLowerCase()),
    'contacts.search': ({ query }) =>
      [...world.people.values()]
        .filter(({ name, account }) => name.toLowerCase() === query.toLowerCase() || String(account) === query)
        .map((profile) => ({ profile, relation: relationTo(profile.account) })),
    'contacts.requests': () => world.requests,
    'contacts.request': ({ account, greeting }) => ({ state: ask(account, greeting) }),
    'contacts.answer': ({ account, answer }) => {
      const request = requestWith(account);
      if (!request) throw new ContractError('not-found');
      if (answer === 'accept') befriend(request.profile);
      else request.state = answer === 'later' ? 'later' : 'refused';
      emit('requests', world.requests);
    },
    'contacts.remove': ({ account, clearHistory }) => {
      if (!world.contacts.has(account)) throw new ContractError('not-found');
      endFriendship(account);
      if (!clearHistory) return chatChanged(account);
      world.messages = world.messages.filter((message) => message.conversation !== account);
      world.opened.delete(account);
      emit('conversationRemoved', account);
    },
    'contacts.block': ({ account, blocked }) => {
      if (!blocked) {
        world.blocked.delete(account);
        return;
      }
      world.blocked.set(account, personOf(account));
      dropRequests(account);
      emit('requests', world.requests);
      if (!world.contacts.has(account)) return;
      endFriendship(account);
      chatChanged(account);
    },
    'contacts.blocked': () => [...world.blocked.values()],
    'contacts.address': ({ account }) =>
      world.contacts.get(account)?.presence === 'online' ? { address: '192.168.1.47', port: 52_114 } : undefined,
    'contacts.setRemark': ({ account, remark }) => {
      change(account, ({ remark: _, ...contact }) => (remark ? { ...contact, remark } : contact));
    },
    'contacts.groups': () => world.groups,
    'contacts.setGroup': ({ account, group }) => {
      if (group && !world.groups.includes(group)) setGroups([...world.groups, group]);
      toGroup(account, group);
    },
    'contacts.nameGroup': ({ from, name }) => {
      const problem = !name.trim() ? 'empty' : world.groups.includes(name) ? 'taken' : undefined;
      if (problem) throw new ContractError('invalid-fields', { fields: { name: problem } });
      if (from === undefined) return setGroups([...world.groups, name]);
      setGroups(world.groups.map((group) => (group === from ? name : group)));
      moveAll(from, name);
    },
    'contacts.deleteGroup': ({ name }) => {
      setGroups(world.groups.filter((group) => group !== name));
      moveAll(name, '');
    },
    'contacts.ownLink': () => {
      const { host, port, fingerprint } = server;
      const account = world.session?.profile.account;
      return { link: `miyu://${host}:${port}/add/${account}?key=${'k'.repeat(43)}#${fingerprint}` };
    },
    'contacts.readLink': ({ link }) => {
      const { profile, key } = personIn(link);
      return { profile, relation: relationTo(profile.account), keys: key === 'other' ? 'different' : 'same' };
    },
    'contacts.requestByLink': ({ link, greeting }) => ({ state: ask(personIn(link).profile.account, greeting) }),
  };
}
