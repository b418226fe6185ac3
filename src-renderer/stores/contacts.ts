import { createStore } from 'zustand/vanilla';
import type { CallResult } from '../../src-main/contract/calls.ts';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type {
  AccountId,
  Contact,
  ContactAnswer,
  ContactRequest,
  Safety,
  ScanResult,
} from '../../src-main/contract/model.ts';

export interface ContactsState {
  contacts: ReadonlyMap<AccountId, Contact>;
  /** open and answered, newest first */
  requests: ContactRequest[];
  load(): Promise<void>;
  reset(): void;
  apply(contact: Contact): void;
  applyRemoved(account: AccountId): void;
  applyRequests(requests: ContactRequest[]): void;
  search(query: string): Promise<CallResult<'contacts.search'>>;
  request(account: AccountId, greeting: string): Promise<'requested' | 'added'>;
  answer(account: AccountId, answer: ContactAnswer): Promise<void>;
  remove(account: AccountId, clearHistory: boolean): Promise<void>;
  /** What there is to compare with a friend. */
  safety(account: AccountId): Promise<Safety>;
  verify(account: AccountId, verified: boolean): Promise<void>;
  scan(account: AccountId, code: string): Promise<ScanResult>;
  /** Sends to a person with changed keys again, without having compared. */
  acceptKeys(account: AccountId): Promise<void>;
}

export type ContactsStore = ReturnType<typeof createContactsStore>;

export function createContactsStore(core: CoreApi) {
  return createStore<ContactsState>()((set, get) => ({
    contacts: new Map(),
    requests: [],
    load: async () => {
      const [contacts, requests] = await Promise.all([
        core.call('contacts.list', {}),
        core.call('contacts.requests', {}),
      ]);
      set({ contacts: new Map(contacts.map((contact) => [contact.profile.account, contact])), requests });
    },
    reset: () => set({ contacts: new Map(), requests: [] }),
    apply: (contact) => set({ contacts: new Map(get().contacts).set(contact.profile.account, contact) }),
    applyRemoved: (account) => {
      const contacts = new Map(get().contacts);
      contacts.delete(account);
      set({ contacts });
    },
    applyRequests: (requests) => set({ requests }),

    search: (query) => core.call('contacts.search', { query }),
    request: async (account, greeting) => {
      const { state } = await core.call('contacts.request', { account, greeting });
      return state;
    },
    answer: (account, answer) => core.call('contacts.answer', { account, answer }),
    remove: (account, clearHistory) => core.call('contacts.remove', { account, clearHistory }),
    safety: (account) => core.call('trust.get', { account }),
    verify: (account, verified) => core.call('trust.verify', { account, verified }),
    scan: async (account, code) => {
      const { result } = await core.call('trust.scan', { account, code });
      return result;
    },
    acceptKeys: (account) => core.call('trust.accept', { account }),
  }));
}
