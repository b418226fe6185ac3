import { isDeepStrictEqual } from 'node:util';
import type {
  AccountId,
  Channel,
  ContactRequest,
  DeviceId,
  Contact as ListedContact,
  Presence,
  Profile,
} from '../../protocol/index.ts';
import type { Contact, Trust } from '../contract/model.ts';
import type { Changes, Emit } from './changes.ts';
import type { Log } from './log.ts';
import type { ListedDevices } from './store/known-devices.ts';
import type { Store } from './store/store.ts';
import type { Note } from './vault-notes.ts';

export interface ContactsParts {
  store: Store;
  emit: Emit;
  changes: Changes;
  trustOf(account: AccountId): Trust;
  noteOf(account: AccountId): Note;
  log: Log;
}

/** Friends and requests: the server's lists, kept for the time without a connection. */
export class Contacts {
  readonly #store: Store;
  readonly #emit: Emit;
  readonly #changes: Changes;
  readonly #trustOf: (account: AccountId) => Trust;
  readonly #noteOf: (account: AccountId) => Note;
  readonly #log: Log;
  #friends = new Map<AccountId, ListedContact>();
  #requests: ContactRequest[] = [];
  /** whose requests were put off since the account was opened: those of before are asked again */
  readonly #putOff = new Set<AccountId>();
  /** changes that come while the lists are being fetched, to be made in them afterwards */
  #postponed: (() => void)[] | undefined;

  constructor({ store, emit, changes, trustOf, noteOf, log }: ContactsParts) {
    this.#store = store;
    this.#emit = emit;
    this.#changes = changes;
    this.#trustOf = trustOf;
    this.#noteOf = noteOf;
    this.#log = log;
  }

  /** What was known when there last was a connection; everybody counts as offline. */
  async load(): Promise<void> {
    for (const { profile, since } of await this.#store.run('contacts')) {
      this.#friends.set(profile.account, { profile, since, presence: 'offline', devices: [] });
    }
    this.#requests = (await this.#store.run('requests')).map((request) => this.#asked(request));
  }

  list(): Contact[] {
    return [...this.#friends.values()].map((friend) => this.#toContact(friend));
  }

  requests(): ContactRequest[] {
    return this.#requests;
  }

  find(account: AccountId): Contact | undefined {
    const friend = this.#friends.get(account);
    return friend && this.#toContact(friend);
  }

  /** The friend's devices; none when the account is no friend. */
  devicesOf(account: AccountId): DeviceId[] {
    return this.#friends.get(account)?.devices ?? [];
  }

  setDevices(account: AccountId, devices: DeviceId[]): void {
    const friend = this.#friends.get(account);
    if (friend) friend.devices = devices;
  }

  /** Their keys, what is thought of them, or what is noted on them changed. */
  tell(account: AccountId): void {
    const contact = this.find(account);
    if (contact) this.#emit('contact', contact);
  }

  /** Their keys are others now: which of their devices are new is counted from the present list on. */
  recount(account: AccountId): void {
    this.#takeBaseline([{ account, devices: this.devicesOf(account) }]);
  }

  /** Fetches both lists. Rejects as a request does. */
  async refresh(channel: Channel): Promise<void> {
    this.#postponed = [];
    try {
      const friends = await fetchFriends(channel);
      const { requests } = await channel.request('contact.requests', {});
      this.#replaceFriends(friends);
      this.#setRequests(requests);
    } finally {
      const postponed = this.#postponed;
      this.#postponed = undefined;
      for (const change of postponed) change();
    }
  }

  async refreshRequests(channel: Channel): Promise<void> {
    this.#setRequests((await channel.request('contact.requests', {})).requests);
  }

  /** The connection is gone: nobody's presence is known. */
  allOffline(): void {
    for (const account of this.#friends.keys()) this.presence(account, 'offline');
  }

  added(contact: ListedContact): void {
    this.#make(() => {
      this.#keep(this.#store.run('saveContact', { profile: contact.profile, since: contact.since }));
      this.#keep(this.#store.run('openConversation', contact.profile.account));
      this.#takeBaseline([{ account: contact.profile.account, devices: contact.devices }]);
      this.#put(contact);
      this.#setRequests(this.#requests.filter(({ profile }) => profile.account !== contact.profile.account));
    });
  }

  removed(account: AccountId): void {
    this.#make(() => {
      if (!this.#friends.delete(account)) return;
      this.#keep(this.#store.run('removeContact', account));
      this.#emit('contactRemoved', account);
      this.#changes.conversation(account);
    });
  }

  presence(account: AccountId, presence: Presence): void {
    this.#make(() => {
      const friend = this.#friends.get(account);
      if (friend && friend.presence !== presence) this.#put({ ...friend, presence });
    });
  }

  profile(profile: Profile): void {
    this.#make(() => {
      const friend = this.#friends.get(profile.account);
      if (!friend) return;
      this.#keep(this.#store.run('savePerson', profile));
      this.#put({ ...friend, profile });
    });
  }

  devices(account: AccountId, devices: DeviceId[]): void {
    this.#make(() => {
      this.setDevices(account, devices);
      this.recount(account);
    });
  }

  requested(request: ContactRequest): void {
    const isOther = ({ profile, direction }: ContactRequest) =>
      profile.account !== request.profile.account || direction !== request.direction;
    this.#make(() => this.#setRequests([request, ...this.#requests.filter(isOther)]));
  }

  /** A request has been refused, or put off. */
  answered(account: AccountId, direction: ContactRequest['direction'], state: ContactRequest['state']): void {
    if (state === 'later') this.#putOff.add(account);
    const change = (request: ContactRequest) =>
      request.profile.account === account && request.direction === direction ? { ...request, state } : request;
    this.#make(() => this.#setRequests(this.#requests.map(change)));
  }

  #make(change: () => void): void {
    if (this.#postponed) this.#postponed.push(change);
    else change();
  }

  #put(friend: ListedContact): void {
    const { account } = friend.profile;
    const before = this.#friends.get(account);
    this.#friends.set(account, friend);
    const contact = this.#toContact(friend);
    if (before && isDeepStrictEqual(this.#toContact(before), contact)) return;
    this.#emit('contact', contact);
    if (!isDeepStrictEqual(before?.profile, friend.profile)) this.#changes.conversation(account);
  }

  #toContact({ profile, presence, since }: ListedContact): Contact {
    const { account } = profile;
    return { profile, presence, since, trust: this.#trustOf(account), ...this.#noteOf(account) };
  }

  #replaceFriends(friends: ListedContact[]): void {
    const asked = new Set(this.#requests.map(({ profile }) => profile.account));
    this.#keep(
      this.#store.run(
        'replaceContacts',
        friends.map(({ profile, since }) => ({ profile, since })),
      ),
    );
    this.#takeBaseline(friends.map(({ profile, devices }) => ({ account: profile.account, devices })));
    const gone = new Set(this.#friends.keys());
    for (const friend of friends) {
      const { account } = friend.profile;
      // become a friend while the account was not here to hear of it
      if (!gone.delete(account) && asked.has(account)) this.#keep(this.#store.run('openConversation', account));
      this.#put(friend);
    }
    for (const account of gone) {
      this.#friends.delete(account);
      this.#emit('contactRemoved', account);
      this.#changes.conversation(account);
    }
  }

  #takeBaseline(lists: ListedDevices[]): void {
    const named = lists.filter(({ devices }) => devices.length > 0);
    if (named.length > 0) this.#keep(this.#store.run('takeBaseline', named));
  }

  #setRequests(requests: ContactRequest[]): void {
    const newestFirst = requests.map((request) => this.#asked(request)).toSorted((a, b) => b.time - a.time);
    if (isDeepStrictEqual(newestFirst, this.#requests)) return;
    this.#requests = newestFirst;
    this.#keep(this.#store.run('replaceRequests', newestFirst));
    this.#emit('requests', newestFirst);
  }

  /** What was put off counts until the account is opened again. */
  #asked(request: ContactRequest): ContactRequest {
    const isAskedAgain = request.state === 'later' && !this.#putOff.has(request.profile.account);
    return isAskedAgain ? { ...request, state: 'open' } : request;
  }

  /** The lists are the server's: one that could not be kept is fetched again with the next connection. */
  #keep(stored: Promise<unknown>): void {
    stored.catch((error) => this.#log(`contacts not stored: ${error.code}`));
  }
}

async function fetchFriends(channel: Channel): Promise<ListedContact[]> {
  const friends: ListedContact[] = [];
  for (;;) {
    const after = friends.at(-1)?.profile.account;
    const { contacts, more } = await channel.request('contact.list', after === undefined ? {} : { after });
    friends.push(...contacts);
    if (!more) return friends;
  }
}
