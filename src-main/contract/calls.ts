import { z } from 'zod';
import type {
  AccountId,
  AppState,
  Contact,
  ContactRequest,
  Conversation,
  Message,
  MessageId,
  Profile,
  Relation,
  ServerSighting,
  Session,
  Settings,
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
  }),

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
  'account.login': call<Session>()({ name: text(256), password: text(1024), remember: z.boolean() }),
  /** Opens a remembered account without a password; the connection may come later. */
  'account.open': call<Session>()({ account: accountId, fingerprint: text(64) }),
  'account.logout': call<void>()({}),
  /** Closes the ended session's window: back to the login page, history stays. */
  'account.close': call<void>()({}),
  /** Drops an account from the login page's list, its local history too when asked to. */
  'account.forget': call<void>()({ account: accountId, fingerprint: text(64), deleteHistory: z.boolean() }),
  'account.dismissEndedOther': call<void>()({}),
  'profile.get': call<Profile>()({ account: accountId }),
  'profile.set': call<Profile>()({ ...profileFields, signature: text(1024).optional() }),
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
