import type {
  AccountId,
  ContactRequest,
  MessageId,
  OneTimePreKey,
  Profile,
  Timestamp,
} from '../../../protocol/index.ts';
import type { Conversation, Message, SendProblem } from '../../contract/model.ts';
import type { Signal } from '../content.ts';
import type {
  CertifiedIdentity,
  DueResends,
  EstablishRequest,
  KeysToPublish,
  LearnedIdentity,
  Received,
  ResendRequest,
  SealRequest,
  SealResult,
  StoredDevice,
  StoredIdentity,
} from '../e2ee/exchange.ts';
import * as contacts from './contacts.ts';
import * as conversations from './conversations.ts';
import * as devices from './devices.ts';
import { establish } from './establish.ts';
import { type History, within } from './history.ts';
import * as identities from './identities.ts';
import * as messages from './messages.ts';
import { forgetMissing } from './missing.ts';
import { neverSent, unsentNeverSent } from './numbers.ts';
import * as ownKeys from './own-keys.ts';
import { findPerson, savePerson } from './people.ts';
import * as receipts from './receipts.ts';
import { type Batch, receive } from './receive.ts';
import { answerResend, dueResends } from './resend.ts';
import { seal } from './seal.ts';
import { openSignal, type ReceivedSignal } from './signals.ts';

/**
 * Everything the core can ask of its history, each done whole in the worker. To add one: a function here; its name,
 * arguments and result are typed on the other side by themselves.
 */
export const operations = {
  person: ({ db }: History, account: AccountId): Promise<Profile | undefined> => findPerson(db, account),
  savePerson: ({ db }: History, profile: Profile) => within(db, (transaction) => savePerson(transaction, profile)),

  contacts: ({ db }: History) => contacts.listContacts(db),
  replaceContacts: ({ db }: History, all: contacts.StoredContact[]) =>
    within(db, (transaction) => contacts.replaceContacts(transaction, all)),
  saveContact: ({ db }: History, contact: contacts.StoredContact) =>
    within(db, (transaction) => contacts.saveContact(transaction, contact)),
  removeContact: ({ db }: History, account: AccountId) =>
    within(db, async (transaction) => {
      await contacts.removeContact(transaction, account);
      await receipts.forgetReceipts(transaction, account);
    }),

  requests: ({ db }: History) => contacts.listRequests(db),
  replaceRequests: ({ db }: History, all: ContactRequest[]) =>
    within(db, (transaction) => contacts.replaceRequests(transaction, all)),

  conversations: ({ db }: History, only?: AccountId[]): Promise<Conversation[]> =>
    conversations.listConversations(db, only),
  openConversation: ({ db }: History, account: AccountId) =>
    within(db, (transaction) => conversations.ensureConversations(transaction, [account])),
  setDraft: ({ db }: History, { account, draft }: { account: AccountId; draft: string }) =>
    within(db, (transaction) => conversations.setDraft(transaction, account, draft)),
  markRead: ({ db }: History, { account, upTo }: { account: AccountId; upTo: number }) =>
    within(db, (transaction) => conversations.markRead(transaction, account, upTo)),
  deleteConversation: ({ db }: History, account: AccountId) =>
    within(db, async (transaction) => {
      await unsentNeverSent(transaction, account);
      await conversations.deleteConversation(transaction, account);
      await forgetMissing(transaction, account);
    }),

  page: ({ db }: History, place: Parameters<typeof messages.pageOfMessages>[1]) => messages.pageOfMessages(db, place),
  addMessages: ({ db }: History, all: messages.NewMessage[]) =>
    within(db, (transaction) => messages.addMessages(transaction, all)),
  /** Stores one's own messages and encrypts them in the same commit, as `seal` does; for what is sent at once. */
  writeMessages: (
    { db, own }: History,
    { messages: written, requests }: { messages: messages.NewMessage[]; requests: SealRequest[] },
  ): Promise<{ stored: Message[]; sealed: SealResult[] }> =>
    within(db, async (transaction) => {
      const stored = await messages.addMessages(transaction, written);
      return { stored, sealed: await seal(transaction, own, requests) };
    }),
  unsent: ({ db }: History): Promise<Message[]> => messages.unsentMessages(db),
  markSent: ({ db }: History, ids: MessageId[]) => within(db, (transaction) => messages.markSent(transaction, ids)),
  markFailed: ({ db }: History, { id, problem }: { id: MessageId; problem: SendProblem }) =>
    within(db, (transaction) => messages.markFailed(transaction, id, problem)),
  markForRetry: ({ db }: History, id: MessageId) => within(db, (transaction) => messages.markForRetry(transaction, id)),
  deleteFailed: ({ db }: History, id: MessageId): Promise<Message | undefined> =>
    within(db, async (transaction) => {
      const deleted = await messages.deleteFailed(transaction, id);
      if (deleted) await neverSent(transaction, deleted);
      return deleted && messages.toMessage(deleted);
    }),

  owedReceipts: ({ db }: History, limit: number) => receipts.owedReceipts(db, limit),
  settleReceipts: ({ db }: History, receipt: receipts.OwedReceipt) =>
    within(db, (transaction) => receipts.settleReceipts(transaction, receipt)),
  forgetReceipts: ({ db }: History, to: AccountId) =>
    within(db, (transaction) => receipts.forgetReceipts(transaction, to)),

  /** Undefined when the account has never signed in here. */
  device: ({ db }: History): Promise<StoredDevice | undefined> => devices.findDevice(db),
  /** Another device than before begins anew: without sessions, prekeys and numbers. */
  saveDevice: ({ db }: History, device: StoredDevice) =>
    within(db, (transaction) => devices.saveDevice(transaction, device)),

  /**
   * The device's keys that the server does not have: all of them at first, new signed ones every 30 days; the same again
   * until `keysPublished`. Undefined when there are none. `again`: the server has lost them. Deletes what is long out of use.
   */
  keysToPublish: (
    { db, own }: History,
    occasion: { now: Timestamp; again?: boolean },
  ): Promise<KeysToPublish | undefined> =>
    within(db, (transaction) => ownKeys.keysToPublish(transaction, own, occasion)),
  /** One-time keys to fill up what the server has left; the same again until `keysPublished`. */
  morePreKeys: ({ db }: History, { left, now }: { left: number; now: Timestamp }): Promise<OneTimePreKey[]> =>
    within(db, (transaction) => ownKeys.morePreKeys(transaction, left, now)),
  /** The server has everything that these two answered. */
  keysPublished: ({ db }: History) => within(db, (transaction) => ownKeys.keysPublished(transaction)),

  identities: ({ db }: History): Promise<StoredIdentity[]> => identities.listIdentities(db),
  identity: ({ db }: History, account: AccountId): Promise<StoredIdentity | undefined> =>
    identities.findIdentity(db, account),
  /** Takes over what a checked certificate says. Sessions under other keys end. */
  learnIdentity: ({ db, own }: History, identity: CertifiedIdentity & { at: Timestamp }): Promise<LearnedIdentity> =>
    within(db, (transaction) => identities.learnIdentity(transaction, own, identity)),
  /** The keys were compared, or the mark is taken back. Undefined when no keys have been seen yet. */
  setVerified: (
    { db }: History,
    change: { account: AccountId; verified: boolean; at: Timestamp },
  ): Promise<StoredIdentity | undefined> => within(db, (transaction) => identities.setVerified(transaction, change)),
  /** The person takes the changed keys on the server's word. */
  acceptKeys: ({ db }: History, account: AccountId): Promise<StoredIdentity | undefined> =>
    within(db, (transaction) => identities.acceptKeys(transaction, account)),

  /** Encrypts, and saves the ratchets before it gives the ciphertexts away. One result for each request, in order. */
  seal: ({ db, own }: History, requests: SealRequest[]): Promise<SealResult[]> =>
    within(db, (transaction) => seal(transaction, own, requests)),
  /** Begins sessions. Refused are the devices whose keys the account's identity key did not sign. */
  establish: (
    { db, own }: History,
    request: EstablishRequest,
  ): Promise<{ refused: EstablishRequest['bundles'][number]['device'][] }> =>
    within(db, (transaction) => establish(transaction, own, request)),

  /** Decrypts and stores what came, in order and once. */
  receive: ({ db, own }: History, batch: Batch): Promise<Received> =>
    within(db, (transaction) => receive(transaction, own, batch)),
  /** Undefined for what cannot be read, is old, or is of a kind this version does not know. */
  openSignal: ({ db, own }: History, signal: ReceivedSignal): Promise<Signal | undefined> =>
    within(db, (transaction) => openSignal(transaction, own, signal)),

  dueResends: ({ db }: History, { now }: { now: Timestamp }): Promise<DueResends> =>
    within(db, (transaction) => dueResends(transaction, now)),
  /** What to send to the device that asked, each request for that one device. */
  answerResend: ({ db }: History, question: { request: ResendRequest; now: Timestamp }): Promise<SealRequest[]> =>
    within(db, (transaction) => answerResend(transaction, question)),
};
