import type {
  AccountId,
  ContactRequest,
  ConversationId,
  DeviceId,
  MessageId,
  OneTimePreKey,
  Profile,
  RoomId,
  Timestamp,
} from '../../../protocol/index.ts';
import type { Sticker, StickerId } from '../../contract/attachment.ts';
import type { Conversation, Message, NewDevice, RoomSummary, SendProblem } from '../../contract/model.ts';
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
import type { Said } from './acts.ts';
import { attachmentOperations } from './attachment-operations.ts';
import { findAvatar, type StoredAvatar, saveAvatar } from './avatars.ts';
import * as contacts from './contacts.ts';
import * as conversations from './conversations.ts';
import { clearConversation, deleteHere, removeConversation } from './deletion.ts';
import * as devices from './devices.ts';
import { type Established, establish } from './establish.ts';
import { type ExpectedIdentity, expectedAccounts, expectIdentity } from './expected-identities.ts';
import { type History, within } from './history.ts';
import * as identities from './identities.ts';
import { type ListedDevices, takeBaseline } from './known-devices.ts';
import { dropAttachments } from './leftovers.ts';
import { type NewMessage, toMessage } from './message-rows.ts';
import * as states from './message-states.ts';
import * as messages from './messages.ts';
import { neverSent } from './numbers.ts';
import { forgetAct, markActsSent, type UnsentAct, unsentActs } from './outgoing.ts';
import { type Outcome, performOwn } from './own-acts.ts';
import { dismissNewDevices, listNewDevices, noteOwnDevices, type OwnDeviceLists } from './own-devices.ts';
import * as ownKeys from './own-keys.ts';
import { findPerson, savePerson } from './people.ts';
import { markRead, type Reading } from './reading.ts';
import * as receipts from './receipts.ts';
import { type Batch, receive } from './receive.ts';
import { answerResend, dueResends } from './resend.ts';
import { roomOperations } from './room-operations.ts';
import { findRoomSummary } from './room-roles.ts';
import { seal } from './seal.ts';
import { type OpenedSignal, openSignal, type ReceivedSignal } from './signals.ts';
import { findStanding, type StoredStanding, saveStanding } from './standing.ts';
import { addSticker, findSticker, listStickers, removeSticker, type StoredSticker } from './stickers.ts';
import { type Written, writeMessages } from './writing.ts';

/**
 * Everything the core can ask of its history, each done whole in the worker. To add one: a function here; its name,
 * arguments and result are typed on the other side by themselves.
 */
export const operations = {
  ...roomOperations,
  ...attachmentOperations,

  person: ({ db }: History, account: AccountId): Promise<Profile | undefined> => findPerson(db, account),
  savePerson: ({ db }: History, profile: Profile) => within(db, (transaction) => savePerson(transaction, profile)),

  avatar: ({ db }: History, hash: string): Promise<Uint8Array | undefined> => findAvatar(db, hash),
  saveAvatar: ({ db }: History, avatar: StoredAvatar) => within(db, (transaction) => saveAvatar(transaction, avatar)),
  stickers: ({ db }: History): Promise<Sticker[]> => listStickers(db),
  sticker: ({ db }: History, id: StickerId): Promise<StoredSticker | undefined> => findSticker(db, id),
  addSticker: ({ db }: History, sticker: StoredSticker): Promise<boolean> =>
    within(db, (transaction) => addSticker(transaction, sticker)),
  removeSticker: ({ db }: History, id: StickerId) => within(db, (transaction) => removeSticker(transaction, id)),
  standing: ({ db }: History): Promise<StoredStanding> => findStanding(db),
  saveStanding: ({ db }: History, standing: StoredStanding) =>
    within(db, (transaction) => saveStanding(transaction, standing)),

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

  conversations: ({ db, own }: History, only?: ConversationId[]): Promise<Conversation[]> =>
    conversations.listConversations(db, own, only),
  openConversation: ({ db }: History, id: ConversationId) =>
    within(db, (transaction) => conversations.ensureConversations(transaction, [id])),
  setDraft: ({ db }: History, change: { id: ConversationId; draft: string }) =>
    within(db, (transaction) => conversations.setDraft(transaction, change)),
  setPinned: ({ db }: History, change: { id: ConversationId; pinned: boolean }) =>
    within(db, (transaction) => conversations.setPinned(transaction, change)),
  markRead: ({ db, own }: History, reading: Reading) =>
    within(db, (transaction) => markRead(transaction, own.account, reading)),
  clearConversation: ({ db }: History, deletion: { id: ConversationId; at: Timestamp }) =>
    within(db, (transaction) => clearConversation(transaction, deletion)),
  deleteConversation: ({ db }: History, deletion: { id: AccountId; at: Timestamp }) =>
    within(db, async (transaction) => {
      await removeConversation(transaction, deletion);
      await receipts.forgetReceipts(transaction, deletion.id);
    }),
  /** Undefined when the account has never belonged to that room. */
  roomSummary: ({ db }: History, room: RoomId): Promise<RoomSummary | undefined> => findRoomSummary(db, room),

  page: ({ db }: History, place: Parameters<typeof messages.pageOfMessages>[1]) => messages.pageOfMessages(db, place),
  message: ({ db }: History, id: MessageId): Promise<Message | undefined> => messages.findMessage(db, id),
  /** Those of the messages that people wrote, in their order. */
  writtenMessages: ({ db }: History, ids: MessageId[]): Promise<Message[]> => messages.findWritten(db, ids),
  pinned: ({ db }: History, conversation: ConversationId): Promise<Message[]> =>
    messages.pinnedMessages(db, conversation),
  addMessages: ({ db }: History, all: NewMessage[]) =>
    within(db, (transaction) => messages.addMessages(transaction, all)),
  /** Stores one's own messages and encrypts them in the same commit, as `seal` does; for what is sent at once. */
  writeMessages: ({ db, own }: History, written: Written): Promise<{ stored: Message[]; sealed: SealResult[] }> =>
    within(db, (transaction) => writeMessages(transaction, own, written)),
  unsent: ({ db }: History): Promise<Message[]> => messages.unsentMessages(db),
  markSent: ({ db }: History, ids: MessageId[]) => within(db, (transaction) => states.markSent(transaction, ids)),
  markFailed: ({ db }: History, { id, problem }: { id: MessageId; problem: SendProblem }) =>
    within(db, (transaction) => states.markFailed(transaction, id, problem)),
  markForRetry: ({ db }: History, id: MessageId) => within(db, (transaction) => states.markForRetry(transaction, id)),
  deleteFailed: ({ db }: History, id: MessageId): Promise<Message | undefined> =>
    within(db, async (transaction) => {
      if (await states.hasFailed(transaction, id)) await dropAttachments(transaction, [id]);
      const deleted = await states.deleteFailed(transaction, id);
      if (deleted) await neverSent(transaction, deleted);
      return deleted && toMessage(deleted);
    }),
  /** Deletes messages here only. Those that there were. */
  deleteMessages: ({ db }: History, deletion: { ids: MessageId[]; at: Timestamp }): Promise<Message[]> =>
    within(db, (transaction) => deleteHere(transaction, deletion)),

  /** Recalls, reacts, pins, nudges or confirms, and stores what is to be sent of it. */
  act: ({ db, own }: History, { said, recallMs }: { said: Said; recallMs: number }): Promise<Outcome> =>
    within(db, (transaction) => performOwn(transaction, said, { own: own.account, recallMs })),
  unsentActs: ({ db, own }: History): Promise<UnsentAct[]> => unsentActs(db, own.account),
  /** The server has them. The lines that tell of them. */
  markActsSent: ({ db }: History, sent: { ids: MessageId[]; at: Timestamp }): Promise<Message[]> =>
    within(db, async (transaction) => {
      await markActsSent(transaction, sent);
      return states.markSent(transaction, sent.ids);
    }),
  /** It will not be sent. The line that tells of it. */
  giveUpAct: ({ db }: History, { id, problem }: { id: MessageId; problem: SendProblem }): Promise<Message[]> =>
    within(db, async (transaction) => {
      const act = await forgetAct(transaction, id);
      if (act?.kind === 'recall') return states.markRecallFailed(transaction, act.id, problem);
      return states.markFailed(transaction, id, problem);
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
   * The device's keys that the server does not have: all of them at first, new signed ones every 30 days; the same
   * again until `keysPublished`. Undefined when there are none. `again`: the server has lost them. Deletes what is long
   * out of use.
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

  /** The server lists devices of accounts: the first list of each says which are no news. */
  takeBaseline: ({ db }: History, lists: ListedDevices[]) =>
    within(db, (transaction) => takeBaseline(transaction, lists)),

  /** One's own devices that the person has not seen yet. */
  newDevices: ({ db }: History): Promise<NewDevice[]> => listNewDevices(db),
  noteOwnDevices: ({ db, own }: History, lists: OwnDeviceLists): Promise<NewDevice[]> =>
    within(db, (transaction) => noteOwnDevices(transaction, own.account, lists)),
  dismissNewDevices: ({ db }: History, seen: DeviceId[]): Promise<NewDevice[]> =>
    within(db, (transaction) => dismissNewDevices(transaction, seen)),

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

  /** Somebody's own link told of their keys. The identity that is verified by it, if it is known already. */
  expectIdentity: (
    { db }: History,
    { at, ...expected }: ExpectedIdentity & { at: Timestamp },
  ): Promise<StoredIdentity | undefined> =>
    within(db, async (transaction) => {
      await expectIdentity(transaction, expected);
      return identities.verifyExpected(transaction, expected.account, at);
    }),
  /** Of whom a link told, and nobody has shown these keys yet. */
  expectedAccounts: ({ db }: History): Promise<AccountId[]> => expectedAccounts(db),

  /** Encrypts, and saves the ratchets before it gives the ciphertexts away. One result for each request, in order. */
  seal: ({ db, own }: History, requests: SealRequest[]): Promise<SealResult[]> =>
    within(db, (transaction) => seal(transaction, own, requests)),
  /** Begins sessions. */
  establish: ({ db, own }: History, request: EstablishRequest): Promise<Established> =>
    within(db, (transaction) => establish(transaction, own, request)),

  /** Decrypts and stores what came, in order and once. */
  receive: (history: History, batch: Batch): Promise<Received> =>
    within(history.db, (transaction) => receive(transaction, history, batch)),
  /** Undefined for what cannot be read, is old, or is of a kind this version does not know. */
  openSignal: (
    { db, own }: History,
    { signal, at }: { signal: ReceivedSignal; at: Timestamp },
  ): Promise<OpenedSignal | undefined> => within(db, (transaction) => openSignal(transaction, own, signal, at)),

  dueResends: ({ db }: History, { now }: { now: Timestamp }): Promise<DueResends> =>
    within(db, (transaction) => dueResends(transaction, now)),
  /** What to send to the device that asked, each request for that one device. */
  answerResend: (history: History, question: { request: ResendRequest; now: Timestamp }): Promise<SealRequest[]> =>
    within(history.db, (transaction) => answerResend(transaction, history, question)),
};
