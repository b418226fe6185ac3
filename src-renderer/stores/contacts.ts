import { createStore } from 'zustand/vanilla';
import type { CallResult } from '../../src-main/contract/calls.ts';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type {
  AccountId,
  Contact,
  ContactAnswer,
  ContactRequest,
  PersonLink,
  Profile,
  Safety,
  ScanResult,
} from '../../src-main/contract/model.ts';

export interface ContactsState {
  contacts: ReadonlyMap<AccountId, Contact>;
  /** groups of friends in order, the empty ones too */
  groups: string[];
  /** open and answered, newest first */
  requests: ContactRequest[];
  load(): Promise<void>;
  reset(): void;
  apply(contact: Contact): void;
  applyRemoved(account: AccountId): void;
  applyRequests(requests: ContactRequest[]): void;
  applyGroups(groups: string[]): void;
  search(query: string): Promise<CallResult<'contacts.search'>>;
  request(account: AccountId, greeting: string): Promise<'requested' | 'added'>;
  answer(account: AccountId, answer: ContactAnswer): Promise<void>;
  remove(account: AccountId, clearHistory: boolean): Promise<void>;
  block(account: AccountId, blocked: boolean): Promise<void>;
  blocked(): Promise<Profile[]>;
  /** Empty for none. */
  setRemark(account: AccountId, remark: string): Promise<void>;
  /** Empty takes the friend out of every group. */
  setGroup(account: AccountId, group: string): Promise<void>;
  /** Makes a group, or gives the one called `from` another name. */
  nameGroup(name: string, from?: string): Promise<void>;
  deleteGroup(name: string): Promise<void>;
  /** Where an online friend's connection comes from, if the friend tells. */
  address(account: AccountId): Promise<{ address: string; port: number } | undefined>;
  /** What adds the person here, as a link and in a QR code. */
  ownLink(): Promise<string>;
  readLink(link: string): Promise<PersonLink>;
  requestByLink(link: string, greeting: string): Promise<'requested' | 'added'>;
  /** What there is to compare with a friend. */
  safety(account: AccountId): Promise<Safety>;
  verify(account: AccountId, verified: boolean): Promise<void>;
  scan(account: AccountId, code: string): Promise<ScanResult>;
  /** Sends to a person with changed keys again, without having compared. */
  acceptKeys(account: AccountId): Promise<void>;
}

export type ContactsStore = ReturnType<typeof createContactsStore>;

const nothing = { contacts: new Map(), groups: [], requests: [] };

export function createContactsStore(core: CoreApi) {
  return createStore<ContactsState>()((set, get) => ({
    ...nothing,
    load: async () => {
      // each at once: what changes while the others are on their way is newer
      await Promise.all([
        core.call('contacts.list', {}).then((list) => {
          set({ contacts: new Map(list.map((contact) => [contact.profile.account, contact])) });
        }),
        core.call('contacts.groups', {}).then((groups) => set({ groups })),
        core.call('contacts.requests', {}).then((requests) => set({ requests })),
      ]);
    },
    reset: () => set(nothing),
    apply: (contact) => set({ contacts: new Map(get().contacts).set(contact.profile.account, contact) }),
    applyRemoved: (account) => {
      const contacts = new Map(get().contacts);
      contacts.delete(account);
      set({ contacts });
    },
    applyRequests: (requests) => set({ requests }),
    applyGroups: (groups) => set({ groups }),

    search: (query) => core.call('contacts.search', { query }),
    request: async (account, greeting) => {
      const { state } = await core.call('contacts.request', { account, greeting });
      return state;
    },
    answer: (account, answer) => core.call('contacts.answer', { account, answer }),
    remove: (account, clearHistory) => core.call('contacts.remove', { account, clearHistory }),
    block: (account, blocked) => core.call('contacts.block', { account, blocked }),
    blocked: () => core.call('contacts.blocked', {}),
    setRemark: (account, remark) => core.call('contacts.setRemark', { account, remark }),
    setGroup: (account, group) => core.call('contacts.setGroup', { account, group }),
    nameGroup: (name, from) => core.call('contacts.nameGroup', { name, ...(from !== undefined && { from }) }),
    deleteGroup: (name) => core.call('contacts.deleteGroup', { name }),
    address: (account) => core.call('contacts.address', { account }),
    ownLink: async () => {
      const { link } = await core.call('contacts.ownLink', {});
      return link;
    },
    readLink: (link) => core.call('contacts.readLink', { link }),
    requestByLink: async (link, greeting) => {
      const { state } = await core.call('contacts.requestByLink', { link, greeting });
      return state;
    },
    safety: (account) => core.call('trust.get', { account }),
    verify: (account, verified) => core.call('trust.verify', { account, verified }),
    scan: async (account, code) => {
      const { result } = await core.call('trust.scan', { account, code });
      return result;
    },
    acceptKeys: (account) => core.call('trust.accept', { account }),
  }));
}
