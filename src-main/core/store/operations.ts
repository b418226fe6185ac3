import type { Kysely, Transaction } from 'kysely';
import type { AccountId, ContactRequest, MessageId, Profile } from '../../../protocol/index.ts';
import type { Conversation, Message, SendProblem } from '../../contract/model.ts';
import * as contacts from './contacts.ts';
import * as conversations from './conversations.ts';
import * as messages from './messages.ts';
import { findPerson, savePerson } from './people.ts';
import * as receipts from './receipts.ts';
import type { Schema } from './schema.ts';

/** What one turn of the event loop brought from the server. */
export interface Arrivals {
  texts: messages.NewMessage[];
  receipts: { from: AccountId; messages: MessageId[] }[];
  expired: { to: AccountId; message: MessageId }[];
}

/**
 * Everything the core can ask of its history, each done whole in the worker. To add one: a function here; its name,
 * arguments and result are typed on the other side by themselves.
 */
export const operations = {
  person: (db: Db, account: AccountId): Promise<Profile | undefined> => findPerson(db, account),
  savePerson: (db: Db, profile: Profile) => within(db, (transaction) => savePerson(transaction, profile)),

  contacts: (db: Db) => contacts.listContacts(db),
  replaceContacts: (db: Db, all: contacts.StoredContact[]) =>
    within(db, (transaction) => contacts.replaceContacts(transaction, all)),
  saveContact: (db: Db, contact: contacts.StoredContact) =>
    within(db, (transaction) => contacts.saveContact(transaction, contact)),
  removeContact: (db: Db, account: AccountId) =>
    within(db, async (transaction) => {
      await contacts.removeContact(transaction, account);
      await receipts.forgetReceipts(transaction, account);
    }),

  requests: (db: Db) => contacts.listRequests(db),
  replaceRequests: (db: Db, all: ContactRequest[]) =>
    within(db, (transaction) => contacts.replaceRequests(transaction, all)),

  conversations: (db: Db, only?: AccountId[]): Promise<Conversation[]> => conversations.listConversations(db, only),
  openConversation: (db: Db, account: AccountId) =>
    within(db, (transaction) => conversations.ensureConversations(transaction, [account])),
  setDraft: (db: Db, { account, draft }: { account: AccountId; draft: string }) =>
    within(db, (transaction) => conversations.setDraft(transaction, account, draft)),
  markRead: (db: Db, { account, upTo }: { account: AccountId; upTo: number }) =>
    within(db, (transaction) => conversations.markRead(transaction, account, upTo)),
  deleteConversation: (db: Db, account: AccountId) =>
    within(db, (transaction) => conversations.deleteConversation(transaction, account)),

  page: (db: Db, place: Parameters<typeof messages.pageOfMessages>[1]) => messages.pageOfMessages(db, place),
  addMessages: (db: Db, all: messages.NewMessage[]) =>
    within(db, (transaction) => messages.addMessages(transaction, all)),
  unsent: (db: Db): Promise<Message[]> => messages.unsentMessages(db),
  markSent: (db: Db, ids: MessageId[]) => within(db, (transaction) => messages.markSent(transaction, ids)),
  markFailed: (db: Db, { id, problem }: { id: MessageId; problem: SendProblem }) =>
    within(db, (transaction) => messages.markFailed(transaction, id, problem)),
  markForRetry: (db: Db, id: MessageId) => within(db, (transaction) => messages.markForRetry(transaction, id)),
  deleteFailed: (db: Db, id: MessageId) => within(db, (transaction) => messages.deleteFailed(transaction, id)),
  receive: (db: Db, arrivals: Arrivals) => within(db, (transaction) => receive(transaction, arrivals)),

  owedReceipts: (db: Db, limit: number) => receipts.owedReceipts(db, limit),
  settleReceipts: (db: Db, receipt: receipts.OwedReceipt) =>
    within(db, (transaction) => receipts.settleReceipts(transaction, receipt)),
  forgetReceipts: (db: Db, to: AccountId) => within(db, (transaction) => receipts.forgetReceipts(transaction, to)),
};

type Db = Kysely<Schema>;

function within<R>(db: Db, work: (transaction: Transaction<Schema>) => Promise<R>): Promise<R> {
  return db.transaction().execute(work);
}

/** Commits what arrived, in order and once. Texts in chats with nobody one knows are left out and counted. */
async function receive(
  transaction: Transaction<Schema>,
  arrivals: Arrivals,
): Promise<{ messages: Message[]; strangers: number }> {
  const known = await acquaintances(transaction);
  const texts = arrivals.texts.filter(({ conversation }) => known.has(conversation));
  const added = await messages.addMessages(transaction, texts);
  const received = added.filter(({ own }) => !own);
  await receipts.oweReceipts(
    transaction,
    received.map(({ id, conversation }) => ({ account: conversation, message: id })),
  );
  const changed: Message[] = [];
  for (const { from, messages: ids } of arrivals.receipts) {
    changed.push(...(await messages.markDelivered(transaction, from, ids)));
  }
  for (const { to, message } of arrivals.expired) {
    changed.push(...(await messages.markExpired(transaction, to, message)));
  }
  return { messages: [...changed, ...added], strangers: arrivals.texts.length - texts.length };
}

/** Friends, and former friends whose chat was kept. */
async function acquaintances(transaction: Transaction<Schema>): Promise<Set<AccountId>> {
  const rows = await transaction
    .selectFrom('contact')
    .select('account')
    .union(transaction.selectFrom('conversation').select('account'))
    .execute();
  return new Set(rows.map(({ account }) => account));
}
