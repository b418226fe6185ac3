import { z } from 'zod';
import {
  attachmentKinds,
  CAPTION_LIMIT,
  type FileEntry,
  HIDDEN_TEXT_LIMIT,
  type SpaceUsed,
  type Staged,
  type StagedId,
  type Sticker,
  type StickerId,
  type Transfer,
  VOICE_MS_LIMIT,
  WAVEFORM_LIMIT,
} from './attachment.ts';
import {
  type AccountId,
  type AppState,
  type CertificateView,
  type Contact,
  type ContactRequest,
  type Conversation,
  type ConversationId,
  type Device,
  type LoginRecord,
  type Message,
  type MessageId,
  type PersonLink,
  type Profile,
  type Relation,
  type Room,
  type RoomId,
  type RoomRequest,
  type RoomSighting,
  type Safety,
  type ScanResult,
  type ServerSighting,
  type Session,
  textColours,
  textSizes,
} from './model.ts';
import { cacheLimits, lockAfterMinutes, type Settings } from './settings.ts';

const isPositiveInteger = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
const accountId = z.custom<AccountId>(isPositiveInteger);
const roomId = z.custom<RoomId>((value) => Number.isSafeInteger(value) && (value as number) < 0);
const conversationId = z.custom<ConversationId>((value) => Number.isSafeInteger(value) && value !== 0);
const picture = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const messageId = z.custom<MessageId>((value) => typeof value === 'string' && /^[A-Za-z0-9_-]{22}$/.test(value));
const stagedId = z.custom<StagedId>((value) => typeof value === 'string' && /^[A-Za-z0-9_-]{22}$/.test(value));
const stickerId = z.custom<StickerId>((value) => typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value));
const text = (max: number) => z.string().max(max);

/** A call's arguments as a schema, its result as a type. */
interface Call<A extends z.ZodType, R> {
  args: A;
  /** never present: carries the type */
  result?: R;
}

function call<R>() {
  return <A extends z.ZodRawShape>(shape: A): Call<z.ZodObject<A>, R> => ({ args: z.strictObject(shape) });
}

const profileFields = {
  displayName: text(256).optional(),
  sex: z.enum(['female', 'male', 'other']).nullable().optional(),
  age: z.number().nullable().optional(),
};

const roomRules = z.object({
  entry: z.enum(['open', 'approval', 'closed']),
  question: text(256),
  membersInvite: z.boolean(),
});

/** What a text may have beside its words. */
const textExtras = {
  style: z.object({ size: z.enum(textSizes).optional(), colour: z.enum(textColours).optional() }).optional(),
  /** a message of this chat that it answers */
  quote: messageId.optional(),
  /** members, or everybody: only owner and admins */
  mentions: z.union([z.array(accountId).max(50), z.literal('all')]).optional(),
};

/** Everything the UI can ask of the core. Both sides take names, schemas and types from here. */
export const calls = {
  'app.state': call<AppState>()({}),
  'settings.set': call<Settings>()({
    language: z.enum(['zh-CN', 'en', 'system']).optional(),
    theme: z.enum(['light', 'dark', 'system']).optional(),
    sendKey: z.enum(['enter', 'ctrl-enter']).optional(),
    scale: z.number().int().min(80).max(150).optional(),
    typing: z.boolean().optional(),
    readReceipts: z.boolean().optional(),
    nudges: z.boolean().optional(),
    textStyles: z.boolean().optional(),
    lockAfter: z.literal(lockAfterMinutes).optional(),
    cacheLimit: z.literal(cacheLimits).optional(),
  }),
  /** The person is using the program: the lock waits. Once in half a minute is enough. */
  'app.activity': call<void>()({}),

  /** Looks at a server: an invitation link, `host` or `host:port`. */
  'server.look': call<ServerSighting>()({ address: text(512) }),
  /**
   * Trusts what `server.look` found; it becomes the login page's server. `server-moved` where it is known at another
   * address and the person has not said that it has `moved`.
   */
  'server.trust': call<AppState>()({
    moved: z.boolean().optional(),
    host: text(255),
    port: z.number().int().min(1).max(65535),
    fingerprint: text(64),
  }),

  /** Makes an account on the login page's server. `invalid-fields` names every refused field. */
  /** A link leads to a known server at another address: the person is to be asked. */
  'server.offer': call<void>()({
    host: text(255),
    port: z.number().int().min(1).max(65535),
    fingerprint: text(64),
  }),
  /** The server has not moved, says the person: nothing changes. */
  'server.keep': call<void>()({}),

  'account.register': call<{ account: AccountId }>()({
    name: text(256),
    email: text(512),
    password: text(1024),
    ...profileFields,
  }),
  /**
   * Signs in with the server. `remember` lets the keychain keep the key. Fails with `storage` like `account.unlock`,
   * and with `no-vault` where new keys would have to be made, unless the account was made or reset here just now, or
   * `newKeys` says that they may be.
   */
  'account.login': call<Session>()({
    name: text(256),
    password: text(1024),
    remember: z.boolean(),
    newKeys: z.boolean().optional(),
  }),
  /**
   * Opens an account whose `access` is `open`; the connection may come later. Programs that open an account by
   * themselves set `unlessOpen`: then an account that is open already stays open, and its session is the result; after
   * a lock the call fails with `locked`.
   */
  'account.open': call<Session>()({
    account: accountId,
    fingerprint: text(64),
    unlessOpen: z.boolean().optional(),
  }),
  /**
   * Opens an account whose `access` is `password`; the connection may come later. `bad-credentials`: the password is
   * not the one it was here; `rate-limited` after several wrong ones; `storage`, its `problem` telling what is wrong
   * with the history.
   */
  'account.unlock': call<Session>()({ account: accountId, fingerprint: text(64), password: text(1024) }),
  /** Closes the account, its keys leave the memory; the session goes on. */
  'account.lock': call<void>()({}),
  'account.logout': call<void>()({}),
  /** `bad-credentials` when `current` is wrong, `invalid-fields` when `next` is no good password. */
  'account.changePassword': call<void>()({ current: text(1024), next: text(1024) }),
  /** Sets a new password with the recovery code. `bad-code`: a typing error; `bad-credentials`: not this account's. */
  'account.recover': call<void>()({ name: text(256), code: text(128), password: text(1024) }),
  /** Sets a new password with a code from the administrator; the account begins with new keys at its next login. */
  'account.reset': call<void>()({ name: text(256), code: text(128), password: text(1024) }),
  /** Moves a history aside that cannot be opened, so that the next login begins a new one. Its name is the answer. */
  'account.setHistoryAside': call<{ file: string }>()({ account: accountId, fingerprint: text(64) }),
  /** Closes the ended session's window: back to the login page, history stays. */
  'account.close': call<void>()({}),
  /** Drops an account from the login page's list, its local history too when asked to. */
  'account.forget': call<void>()({ account: accountId, fingerprint: text(64), deleteHistory: z.boolean() }),
  'account.dismissEndedOther': call<void>()({}),
  'profile.get': call<Profile>()({ account: accountId }),
  'profile.set': call<Profile>()({ ...profileFields, signature: text(1024).optional() }),
  /** Sets one's picture, or takes it away. `invalid-fields` for `picture`: not PNG, JPEG or WebP, or above 32 KiB. */
  'profile.setAvatar': call<Profile>()({ picture: picture.optional() }),
  /** The picture of a person or a room; undefined when there is none. Kept here, so that it is fetched once. */
  'avatar.get': call<Uint8Array | undefined>()({ of: conversationId, avatar: text(43) }),
  'status.set': call<void>()({
    presence: z.enum(['online', 'away', 'busy', 'invisible']),
    address: z.enum(['never', 'lan', 'always']),
    findable: z.boolean().optional(),
  }),
  /** The last sign-ins with a password, newest first. */
  'account.logins': call<LoginRecord[]>()({}),
  /**
   * Leaves all rooms, deletes the account on the server and its history here. `bad-credentials`; `in-rooms` while one
   * owns rooms: nothing was done.
   */
  'account.delete': call<void>()({ password: text(1024) }),
  /** The code that opens the account when the password is lost. Takes the password, once the code is confirmed. */
  'recovery.code': call<{ code: string }>()({ password: text(1024).optional() }),
  /** The person has written it down, and types its last group. `bad-code` when it is another. */
  'recovery.confirm': call<void>()({ lastGroup: text(32) }),
  /** One's own devices, this one first. */
  'devices.list': call<Device[]>()({}),
  'devices.remove': call<void>()({ device: z.number().int().min(1) }),
  /** The person has seen these of `Session.newDevices`. */
  'devices.dismissNew': call<void>()({ devices: z.array(z.number().int().min(1)).max(1000) }),
  'certificate.own': call<CertificateView>()({}),
  /** What there is to compare with a friend. `no-keys` when they have never signed in. */
  'trust.get': call<Safety>()({ account: accountId }),
  /** The person has compared, or takes it back. */
  'trust.verify': call<void>()({ account: accountId, verified: z.boolean() }),
  /** What a picture of the other person's QR code says; a match verifies. */
  'trust.scan': call<{ result: ScanResult }>()({ account: accountId, code: text(1024) }),
  /** Sends to a person with changed keys again, without having compared. */
  'trust.accept': call<void>()({ account: accountId }),
  /** Tries to connect now instead of at `retryAt`. */
  'connection.retry': call<void>()({}),

  /** For each text what is equal for those that look like it; empty for what shows nothing. Not for people to read. */
  'names.looks': call<string[]>()({ texts: z.array(text(256)).max(1000) }),

  'contacts.list': call<Contact[]>()({}),
  'contacts.search': call<{ profile: Profile; relation: Relation }[]>()({ query: text(256) }),
  'contacts.requests': call<ContactRequest[]>()({}),
  'contacts.request': call<{ state: 'requested' | 'added' }>()({ account: accountId, greeting: text(512) }),
  'contacts.answer': call<void>()({ account: accountId, answer: z.enum(['accept', 'refuse', 'later']) }),
  'contacts.remove': call<void>()({ account: accountId, clearHistory: z.boolean() }),
  'contacts.block': call<void>()({ account: accountId, blocked: z.boolean() }),
  'contacts.blocked': call<Profile[]>()({}),
  /** Empty for none. Remarks and groups follow the account: they are in its vault. */
  'contacts.setRemark': call<void>()({ account: accountId, remark: text(64) }),
  'contacts.groups': call<string[]>()({}),
  /** Puts a friend into a group, made when there is none by that name; empty takes them out. */
  'contacts.setGroup': call<void>()({ account: accountId, group: text(64) }),
  /** Makes a group, or renames one (`from`); `invalid-fields` for `name`: empty, taken. */
  'contacts.nameGroup': call<void>()({ from: text(64).optional(), name: text(64) }),
  'contacts.deleteGroup': call<void>()({ name: text(64) }),
  /** Undefined when the friend is not online, or does not tell. */
  'contacts.address': call<{ address: string; port: number } | undefined>()({ account: accountId }),
  /** The link that adds the person here, with the fingerprint of their keys; also what the QR code says. */
  'contacts.ownLink': call<{ link: string }>()({}),
  /**
   * Reads such a link. `bad-address`: it is none; `server-changed`: of another server; `not-found`: no such account.
   */
  'contacts.readLink': call<PersonLink>()({ link: text(512) }),
  /** Asks as `contacts.request` does; once they are friends with the keys of the link, they count as verified. */
  'contacts.requestByLink': call<{ state: 'requested' | 'added' }>()({ link: text(512), greeting: text(512) }),

  /** All chats, the last active first. */
  'conversations.list': call<Conversation[]>()({}),
  /** The chat with a friend, with oneself (saved messages), or in a room; made when there is none yet. */
  'conversations.open': call<Conversation>()({ id: conversationId }),
  'conversations.markRead': call<void>()({ id: conversationId, upTo: z.number().int() }),
  'conversations.setDraft': call<void>()({ id: conversationId, draft: text(20_000) }),
  'conversations.setPinned': call<void>()({ id: conversationId, pinned: z.boolean() }),
  /** Deletes the messages of a chat here; a room or friend stays. */
  'conversations.clear': call<void>()({ id: conversationId }),

  /** Up to `limit` messages before the given place (the newest when absent), in order. */
  'messages.page': call<{ messages: Message[]; more: boolean }>()({
    conversation: conversationId,
    before: z.number().int().optional(),
    limit: z.number().int().min(1).max(500),
  }),
  /** One message by its id; undefined when it is not here. */
  'messages.find': call<Message | undefined>()({ id: messageId }),
  /** Stores a message and sends it as soon as it can. Resolves when it is stored. */
  'messages.send': call<Message>()({
    conversation: conversationId,
    text: z.string().min(1).max(10_000),
    ...textExtras,
  }),
  /** Sends copies of texts to chats, one by one, or several as one with that title. Resolves when all are stored. */
  'messages.forward': call<void>()({
    ids: z.array(messageId).min(1).max(100),
    to: z.array(conversationId).min(1).max(50),
    merged: z.object({ title: text(128), names: z.record(z.string(), text(128)) }).optional(),
  }),
  /** One text to many friends, each in their own chat. Resolves when all are stored. */
  'messages.broadcast': call<void>()({ to: z.array(accountId).min(1).max(2000), text: z.string().min(1).max(10_000) }),
  'messages.retry': call<void>()({ id: messageId }),
  /** Deletes a message that failed to send. */
  'messages.discard': call<void>()({ id: messageId }),
  /** Takes an own message back at the others. `too-late` after `SessionLimits.recall`. */
  'messages.recall': call<void>()({ id: messageId }),
  /** Deletes messages here only. */
  'messages.delete': call<void>()({ ids: z.array(messageId).min(1).max(500) }),
  'messages.react': call<void>()({ id: messageId, emoji: z.string().min(1).max(32), on: z.boolean() }),
  /** Pins a message for both, or for the room (owner and admins). At most 50 in a chat: `too-many`. */
  'messages.pin': call<void>()({ id: messageId, pinned: z.boolean() }),
  /** The pinned messages of a chat, newest pin first. */
  'messages.pinned': call<Message[]>()({ conversation: conversationId }),
  'messages.typing': call<void>()({ conversation: accountId }),
  /** Shakes a friend's window. `rate-limited` within ten seconds of the last. */
  'messages.nudge': call<void>()({ conversation: accountId }),

  /**
   * Stores a message that carries a staged file, and sends it as soon as the server has the file. Resolves when it is
   * stored. As a `picture` its bytes are changed: turned as it is to be seen, without place and other metadata, where
   * the format allows without loss. `not-picture`, with a PictureProblem in `details.problem`, when it cannot be one;
   * `not-voice`; `not-found` when nothing is staged under that id.
   */
  'attachments.send': call<Message>()({
    conversation: conversationId,
    staged: stagedId,
    kind: z.enum(attachmentKinds).exclude(['sticker']),
    caption: text(CAPTION_LIMIT),
    /** of a voice message; its length is what the recorder says */
    voice: z
      .object({
        durationMs: z.number().int().min(1).max(VOICE_MS_LIMIT),
        waveform: z.array(z.number().int().min(0).max(255)).max(WAVEFORM_LIMIT),
      })
      .optional(),
    ...textExtras,
  }),
  /** Forgets a staged file. */
  'attachments.discard': call<void>()({ staged: stagedId }),
  /** Those that are on their way now; later ones are told by `transfer` events. */
  'attachments.transfers': call<Transfer[]>()({}),
  /** Gets an attachment, or goes on with one that was paused or failed, in either direction. `file-expired` */
  'attachments.start': call<void>()({ message: messageId }),
  'attachments.pause': call<void>()({ message: messageId }),
  /** Gives up: a download, and what there is of it; of an upload, the whole message. */
  'attachments.cancel': call<void>()({ message: messageId }),
  /**
   * Opens a received file with the system's program for it. `file-gone`; `not-opened` for programs and where there is
   * no opener
   */
  'attachments.open': call<void>()({ message: messageId }),
  /** Shows a received file in its folder; without one, the folder. `file-gone`, `not-opened` */
  'attachments.show': call<void>()({ message: messageId.optional() }),
  /**
   * Puts a copy of a picture, sticker or voice message into the folder of received files, under the name that it
   * answers. A received file lies there under its own already: that is the answer, unless it was put into another
   * folder, then it is copied too.
   */
  'attachments.save': call<{ name: string }>()({ message: messageId }),
  /** The same of a staged file. */
  'attachments.saveStaged': call<{ name: string }>()({ staged: stagedId }),
  /** Deletes what lies on this machine of these attachments; the messages stay. */
  'attachments.deleteHere': call<void>()({ messages: z.array(messageId).min(1).max(500) }),
  /** Attachments of all chats, newest first; of those kinds, and with that in their names, where it is given. */
  'attachments.list': call<{ files: FileEntry[]; more: boolean }>()({
    kinds: z.array(z.enum(attachmentKinds)).min(1).optional(),
    query: text(256).optional(),
    conversation: conversationId.optional(),
    before: z.number().int().optional(),
    limit: z.number().int().min(1).max(200),
  }),
  'attachments.space': call<SpaceUsed>()({}),
  /** Deletes all encrypted copies of what the server still has. */
  'attachments.clearCache': call<void>()({}),

  /**
   * Hides a text in a staged PNG; a new one is the answer, in which it was found again. `not-hidden` with
   * `details.problem`
   */
  'hidden.hide': call<Staged>()({
    staged: stagedId,
    text: z.string().min(1).max(HIDDEN_TEXT_LIMIT),
    /** none when empty */
    password: text(1024),
    /**
     * whom it is for: `chat`, those who get it as a message of Miyu's, beside the password; `anyone` who has the
     * picture and the password
     */
    readableBy: z.enum(['chat', 'anyone']),
  }),
  /**
   * The text that a picture hides. `nothing-hidden` also for a wrong password; `not-hidden` where the picture cannot be
   * read
   */
  'hidden.reveal': call<{ text: string }>()({
    of: z.union([z.object({ message: messageId }), z.object({ staged: stagedId })]),
    password: text(1024),
  }),

  /** One's own stickers, the last added first. */
  'stickers.list': call<Sticker[]>()({}),
  /** Keeps the picture of a message, or a staged one, small enough for a sticker. `not-picture`, `too-many` */
  'stickers.add': call<Sticker>()({ of: z.union([z.object({ message: messageId }), z.object({ staged: stagedId })]) }),
  'stickers.remove': call<void>()({ sticker: stickerId }),
  'stickers.send': call<Message>()({ conversation: conversationId, sticker: stickerId }),

  /** Makes a room with these friends in it. `invalid-fields` for `name`. */
  'rooms.create': call<RoomId>()({
    name: text(256),
    members: z.array(accountId).max(2000),
    rules: roomRules.optional(),
  }),
  /** By exact name or number. `not-found` */
  'rooms.find': call<RoomSighting>()({ query: text(256) }),
  /**
   * Joins an open room (`joined`), or asks to be let in (`requested`). `already-member`, `already-requested`,
   * `room-closed`
   */
  'rooms.join': call<{ state: 'joined' | 'requested' }>()({ room: roomId, answer: text(512) }),
  /**
   * The room with its members; from then on `room` events tell its changes, until eight others were asked for. Who is
   * online is told at once of friends; of other members it is looked at every 30 seconds, in the room asked for last.
   */
  'rooms.get': call<Room>()({ room: roomId }),
  'rooms.requests': call<RoomRequest[]>()({}),
  'rooms.answer': call<void>()({ room: roomId, account: accountId, accept: z.boolean() }),
  'rooms.add': call<void>()({ room: roomId, accounts: z.array(accountId).min(1).max(2000) }),
  'rooms.remove': call<void>()({ room: roomId, account: accountId }),
  'rooms.leave': call<void>()({ room: roomId }),
  'rooms.disband': call<void>()({ room: roomId }),
  'rooms.transfer': call<void>()({ room: roomId, account: accountId }),
  'rooms.setRole': call<void>()({ room: roomId, account: accountId, role: z.enum(['admin', 'member']) }),
  'rooms.rename': call<void>()({ room: roomId, name: text(256) }),
  'rooms.setRules': call<void>()({ room: roomId, rules: roomRules }),
  'rooms.setAvatar': call<void>()({ room: roomId, picture: picture.optional() }),
  /** For so many milliseconds, an hour to seven days; 0 ends it. */
  'rooms.mute': call<void>()({
    room: roomId,
    account: accountId,
    ms: z
      .number()
      .int()
      .min(0)
      .max(7 * 24 * 3_600_000),
  }),
  'rooms.muteAll': call<void>()({ room: roomId, on: z.boolean() }),
  'rooms.setCard': call<void>()({ room: roomId, card: text(64) }),
  /** Vouches for a member's new keys. */
  'rooms.acceptKeys': call<void>()({ room: roomId, account: accountId }),
  /** Puts a notice above the room; it is a message too. Owner and admins. */
  'rooms.setNotice': call<Message>()({ room: roomId, text: z.string().min(1).max(2000) }),
  /** The person has read the notice; all members are told. `not-allowed` for its author, who has nothing to confirm. */
  'rooms.confirmNotice': call<void>()({ room: roomId, id: messageId }),
} as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallArgs<N extends CallName> = z.infer<Calls[N]['args']>;
export type CallResult<N extends CallName> = Calls[N] extends Call<z.ZodType, infer R> ? R : never;
export const callNames = Object.keys(calls) as CallName[];
