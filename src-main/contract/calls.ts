import { z } from 'zod';
import {
  type AccountId,
  type AppState,
  type CertificateView,
  type Contact,
  type ContactRequest,
  type Conversation,
  type Device,
  lockAfterMinutes,
  type Message,
  type MessageId,
  type Profile,
  type Relation,
  type Safety,
  type ScanResult,
  type ServerSighting,
  type Session,
  type Settings,
} from './model.ts';

const isPositiveInteger = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
const accountId = z.custom<AccountId>(isPositiveInteger);
const messageId = z.custom<MessageId>((value) => typeof value === 'string' && /^[A-Za-z0-9_-]{22}$/.test(value));
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

/** Everything the UI can ask of the core. Both sides take names, schemas and types from here. */
export const calls = {
  'app.state': call<AppState>()({}),
  'settings.set': call<Settings>()({
    language: z.enum(['zh-CN', 'en', 'system']).optional(),
    theme: z.enum(['light', 'dark', 'system']).optional(),
    sendKey: z.enum(['enter', 'ctrl-enter']).optional(),
    scale: z.number().int().min(80).max(150).optional(),
    typing: z.boolean().optional(),
    lockAfter: z.literal(lockAfterMinutes).optional(),
  }),
  /** The person is using the program: the lock waits. Once in half a minute is enough. */
  'app.activity': call<void>()({}),

  /** Looks at a server: an invitation link, `host` or `host:port`. */
  'server.look': call<ServerSighting>()({ address: text(512) }),
  /** Trusts what `server.look` found; it becomes the login page's server. */
  'server.trust': call<AppState>()({
    host: text(255),
    port: z.number().int().min(1).max(65535),
    fingerprint: text(64),
  }),

  /** Makes an account on the login page's server. `invalid-fields` names every refused field. */
  'account.register': call<{ account: AccountId }>()({
    name: text(256),
    email: text(512),
    password: text(1024),
    ...profileFields,
  }),
  /** Signs in with the server. `remember` lets the keychain keep the key. Fails with `storage` like `account.unlock`. */
  'account.login': call<Session>()({ name: text(256), password: text(1024), remember: z.boolean() }),
  /** Opens an account whose `access` is `open`; the connection may come later. */
  'account.open': call<Session>()({ account: accountId, fingerprint: text(64) }),
  /**
   * Opens an account whose `access` is `password`; the connection may come later. `bad-credentials`: the password is not
   * the one it was here; `rate-limited` after several wrong ones; `storage`, its `problem` telling what is wrong with the
   * history.
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
  /** The code that opens the account when the password is lost. Takes the password, once the code is confirmed. */
  'recovery.code': call<{ code: string }>()({ password: text(1024).optional() }),
  /** The person has written it down, and types its last group. `bad-code` when it is another. */
  'recovery.confirm': call<void>()({ lastGroup: text(32) }),
  /** One's own devices, this one first. */
  'devices.list': call<Device[]>()({}),
  'devices.remove': call<void>()({ device: z.number().int().min(1) }),
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

  'contacts.list': call<Contact[]>()({}),
  'contacts.search': call<{ profile: Profile; relation: Relation }[]>()({ query: text(256) }),
  'contacts.requests': call<ContactRequest[]>()({}),
  'contacts.request': call<{ state: 'requested' | 'added' }>()({ account: accountId, greeting: text(512) }),
  'contacts.answer': call<void>()({ account: accountId, answer: z.enum(['accept', 'refuse', 'later']) }),
  'contacts.remove': call<void>()({ account: accountId, clearHistory: z.boolean() }),

  /** All chats, the last active first. */
  'conversations.list': call<Conversation[]>()({}),
  /** The chat with a friend, made when there is none yet. */
  'conversations.open': call<Conversation>()({ id: accountId }),
  'conversations.markRead': call<void>()({ id: accountId, upTo: z.number().int() }),
  'conversations.setDraft': call<void>()({ id: accountId, draft: text(20_000) }),

  /** Up to `limit` messages before the given place (the newest when absent), in order. */
  'messages.page': call<{ messages: Message[]; more: boolean }>()({
    conversation: accountId,
    before: z.number().int().optional(),
    limit: z.number().int().min(1).max(500),
  }),
  /** Stores a message and sends it as soon as it can. Resolves when it is stored. */
  'messages.send': call<Message>()({ conversation: accountId, text: z.string().min(1).max(10_000) }),
  'messages.retry': call<void>()({ id: messageId }),
  /** Deletes a message that failed to send. */
  'messages.discard': call<void>()({ id: messageId }),
  'messages.typing': call<void>()({ conversation: accountId }),
} as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallArgs<N extends CallName> = z.infer<Calls[N]['args']>;
export type CallResult<N extends CallName> = Calls[N] extends Call<z.ZodType, infer R> ? R : never;
export const callNames = Object.keys(calls) as CallName[];
