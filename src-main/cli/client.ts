import path from 'node:path';
import type { MediaRef, Staged } from '../contract/attachment.ts';
import type { CallArgs, CallName, CallResult } from '../contract/calls.ts';
import type { CoreApi, CoreFiles } from '../contract/core.ts';
import { ContractError } from '../contract/errors.ts';
import type { EventName, Events } from '../contract/events.ts';
import { listenTo } from '../contract/listen.ts';
import type {
  AccountId,
  Connection,
  Contact,
  Conversation,
  ConversationId,
  Message,
  MessageId,
  Profile,
  RoomConversation,
  RoomMember,
  Session,
} from '../contract/model.ts';
import { fileContent } from '../shell/file-content.ts';
import { sendError } from './cli-error.ts';
import type { Surroundings } from './output.ts';

/** A core as a command uses it: calls, and waiting for events. */
export class Client {
  readonly #core: CoreApi & CoreFiles;
  readonly #readPassword: () => Promise<string>;
  readonly #names = new Map<AccountId, Promise<string>>();
  #password: Promise<string> | undefined;

  /** `readPassword` is asked once, and only when the password is needed. */
  constructor(core: CoreApi & CoreFiles, readPassword: () => Promise<string>) {
    this.#core = core;
    this.#readPassword = readPassword;
  }

  call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallResult<N>> {
    return this.#core.call(name, args);
  }

  /** Trusts the server of the invitation link; one given without fingerprint must be known already. */
  async useServer(link: string | undefined, { moved = false }: { moved?: boolean | undefined } = {}): Promise<void> {
    if (link === undefined) return;
    const { host, port, fingerprint, trust } = await this.call('server.look', { address: link });
    if (trust === 'first') throw new ContractError('bad-address');
    await this.call('server.trust', { host, port, fingerprint, moved });
  }

  password(): Promise<string> {
    this.#password ??= this.#readPassword();
    return this.#password;
  }

  /** Opens the account that was last signed in here. Its history can be read at once. */
  async open(): Promise<Session> {
    const { remembered } = await this.call('app.state', {});
    const last = remembered.find(({ access }) => access !== 'signed-out');
    if (!last) throw new ContractError('no-session');
    const key = { account: last.account, fingerprint: last.server.fingerprint };
    if (last.access === 'open') return this.call('account.open', key);
    return this.call('account.unlock', { ...key, password: await this.password() });
  }

  /** The open account's recovery code. It counts as written down, as whoever asked has it before their eyes now. */
  async recoveryCode(): Promise<string> {
    const { code } = await this.call('recovery.code', { password: await this.password() });
    await this.call('recovery.confirm', { lastGroup: code.slice(code.lastIndexOf('-') + 1) });
    return code;
  }

  /** Opens the account and waits for its connection. @throws ContractError when the first attempt fails */
  async goOnline(): Promise<Session> {
    const session = await this.open();
    const connection = await this.settled(session.connection);
    if (connection.state === 'offline') throw offlineError(connection);
    if (connection.state === 'ended') throw new ContractError(endedCode(connection.why));
    return session;
  }

  /** Waits until `pick` makes something of an event. @throws ContractError `timeout` when the signal comes first */
  waitFor<N extends EventName, R>(
    name: N,
    pick: (value: Events[N]) => R | undefined,
    signal?: AbortSignal,
  ): Promise<R> {
    return new Promise((resolve, reject) => {
      const stop = listenTo(this.#core, name, (value) => {
        const picked = pick(value);
        if (picked === undefined) return;
        stop();
        resolve(picked);
      });
      signal?.addEventListener('abort', () => {
        stop();
        reject(new ContractError('timeout'));
      });
    });
  }

  listenTo<N extends EventName>(name: N, heard: (value: Events[N]) => void): () => void {
    return listenTo(this.#core, name, heard);
  }

  /** @throws ContractError `not-friends` */
  async friend(name: string): Promise<Contact> {
    const contacts = await this.call('contacts.list', {});
    const found = contacts.find(({ profile }) => isCalled(profile, name));
    if (!found) throw new ContractError('not-friends');
    return found;
  }

  /**
   * The chat with the person of that name, friend or not any more, or with oneself.
   * @throws ContractError `not-found`
   */
  async conversation(name: string): Promise<Conversation> {
    const conversations = await this.call('conversations.list', {});
    const found = conversations.find((each) => each.kind !== 'room' && isCalled(each.profile, name));
    if (!found) throw new ContractError('not-found');
    return found;
  }

  /**
   * A chat: with the friend of that name or number, with anybody once talked to, with oneself, or a room.
   * @throws ContractError `not-found`
   */
  async chat(name: string): Promise<{ id: ConversationId; name: string }> {
    const contacts = await this.call('contacts.list', {});
    const friend = contacts.find(({ profile }) => isCalled(profile, name));
    if (friend) return { id: friend.profile.account, name: friend.profile.name };
    const conversations = await this.call('conversations.list', {});
    const person = conversations.find((each) => each.kind !== 'room' && isCalled(each.profile, name));
    if (person) return { id: person.id, name };
    const { id, room } = await this.room(name);
    return { id, name: room.name };
  }

  /** The room of that name or number. @throws ContractError `not-found` */
  async room(name: string): Promise<RoomConversation> {
    const found = (await this.rooms()).find(
      ({ id, room }) => fold(room.name) === fold(name) || String(-id) === name.trim(),
    );
    if (!found) throw new ContractError('not-found');
    return found;
  }

  /** All rooms that the person belongs to. */
  async rooms(): Promise<RoomConversation[]> {
    const conversations = await this.call('conversations.list', {});
    return conversations.filter((each) => each.kind === 'room').filter(({ room }) => room.role !== undefined);
  }

  /** @throws ContractError `not-found` */
  async member({ id }: RoomConversation, name: string): Promise<RoomMember> {
    const { memberList } = await this.call('rooms.get', { room: id });
    const found = memberList.find(({ profile }) => isCalled(profile, name));
    if (!found) throw new ContractError('not-found');
    return found;
  }

  /** Anybody of that name or number. @throws ContractError `not-found` */
  async person(name: string): Promise<Profile> {
    const results = await this.call('contacts.search', { query: name });
    const found = results.find(({ profile }) => isCalled(profile, name));
    if (!found) throw new ContractError('not-found');
    return found.profile;
  }

  /** In which chat a message is, and by whom. */
  async around({ conversation: id, author }: Pick<Message, 'conversation' | 'author'>): Promise<Surroundings> {
    const chat = await this.call('conversations.open', { id });
    if (chat.kind === 'room') return { id, name: chat.room.name, author: await this.#nameOf(author) };
    return { id, name: chat.profile.name, author: chat.profile.displayName };
  }

  #nameOf(account: AccountId): Promise<string> {
    const known = this.#names.get(account);
    if (known) return known;
    const asked = this.call('profile.get', { account }).then(({ displayName }) => displayName);
    this.#names.set(account, asked);
    return asked;
  }

  /** Waits until the server has the message. @throws ContractError `timeout`, or why it was not sent */
  async sent(id: MessageId, signal?: AbortSignal): Promise<void> {
    // The answer takes a turn of the event loop at least, so it cannot have come yet.
    const { problem, attachment } = await this.waitFor(
      'messages',
      (messages) => messages.find((message) => message.id === id && message.state !== 'sending'),
      signal,
    );
    if (problem) throw sendError(problem, attachment);
  }

  /** Has the core take in a file of this machine. */
  stage(file: string): Promise<Staged> {
    return this.#core.stage({ name: path.basename(file) }, fileContent(file));
  }

  /** The bytes of a picture or sound. @throws ContractError `file-gone` when there are none to be had */
  async media(ref: MediaRef): Promise<AsyncIterable<Uint8Array>> {
    const media = await this.#core.media(ref);
    if (!media) throw new ContractError('file-gone');
    return media.read(0, media.size);
  }

  /** Whoever asked to become a friend under that name. @throws ContractError `not-found` */
  async asker(name: string): Promise<Profile> {
    const requests = await this.call('contacts.requests', {});
    const found = requests.find(({ direction, profile }) => direction === 'incoming' && isCalled(profile, name));
    if (!found) throw new ContractError('not-found');
    return found.profile;
  }

  /** What comes of the attempt to connect that is under way. */
  async settled(now: Connection): Promise<Settled> {
    if (hasSettled(now)) return now;
    return this.waitFor('connection', (next) => (hasSettled(next) ? next : undefined));
  }
}

type Settled = Exclude<Connection, { state: 'connecting' }>;

function hasSettled(connection: Connection): connection is Settled {
  return connection.state !== 'connecting';
}

function offlineError({ clock }: Extract<Connection, { state: 'offline' }>): ContractError {
  return clock ? new ContractError('wrong-clock', clock) : new ContractError('unreachable');
}

export function endedCode(why: Extract<Connection, { state: 'ended' }>['why']) {
  if (why === 'kicked') return 'session-ended';
  return why === 'signed-out' ? 'bad-token' : why;
}

/** Names are unique in any case; a number is the account's. */
function isCalled(profile: Profile, name: string): boolean {
  return fold(profile.name) === fold(name) || String(profile.account) === name.trim();
}

function fold(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}
