import { ContractError, type WrongClock } from '../contract/errors.ts';
import type { Connection, Conversation, Message, MessageId } from '../contract/model.ts';
import { type Client, endedCode } from './client.ts';
import type { Output } from './output.ts';

export interface TailOptions {
  /** ends after so many messages */
  count?: number;
  /** ends after so many seconds */
  timeout?: number;
  /** ends when told to */
  stop?: AbortSignal;
}

/**
 * Prints the unread messages, then those that come, and counts them as read. Reconnects by itself. Without a count
 * it ends with the time; with one, `timeout` means that fewer came.
 */
export async function tail(client: Client, output: Output, { count, timeout, stop }: TailOptions): Promise<void> {
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  const printer = new Printer(client, output, count ?? Number.POSITIVE_INFINITY, resolve);
  const stops = [
    client.listenTo('messages', (messages) => void printer.add(messages).catch(reject)),
    client.listenTo('connection', (connection) => rejectEnded(connection, reject)),
    client.listenTo(
      'connection',
      onceToldOf((clock) => output.error(new ContractError('wrong-clock', clock))),
    ),
  ];
  const timer = timeout === undefined ? undefined : setTimeout(() => end(count, resolve, reject), timeout * 1000);
  stop?.addEventListener('abort', () => resolve());
  try {
    await Promise.race([done, printUnread(client, printer, reject).then(() => done)]);
  } finally {
    clearTimeout(timer);
    for (const stop of stops) stop();
  }
}

async function printUnread(client: Client, printer: Printer, reject: (error: Error) => void): Promise<void> {
  const { connection } = await client.open();
  rejectEnded(connection, reject);
  await printer.add(await unreadMessages(client));
}

/** Connecting goes on, but nothing will come until the person sets the clock: told once for each time it is wrong. */
function onceToldOf(tell: (clock: WrongClock) => void): (connection: Connection) => void {
  let isTold = false;
  return (connection) => {
    if (connection.state === 'offline' && connection.clock && !isTold) tell(connection.clock);
    if (connection.state === 'offline') isTold = connection.clock !== undefined;
    if (connection.state === 'online') isTold = false;
  };
}

function end(count: number | undefined, resolve: () => void, reject: (error: Error) => void): void {
  if (count === undefined) resolve();
  else reject(new ContractError('timeout'));
}

function rejectEnded(connection: Connection, reject: (error: Error) => void): void {
  if (connection.state === 'ended') reject(new ContractError(endedCode(connection.why)));
}

/** Prints received messages once each, in order, until there have been enough. */
class Printer {
  readonly #client: Client;
  readonly #output: Output;
  readonly #enough: () => void;
  readonly #seen = new Set<MessageId>();
  #left: number;

  constructor(client: Client, output: Output, count: number, enough: () => void) {
    this.#client = client;
    this.#output = output;
    this.#left = count;
    this.#enough = enough;
  }

  async add(messages: Message[]): Promise<void> {
    for (const message of messages) {
      if (message.own || this.#seen.has(message.id) || this.#left === 0) continue;
      this.#seen.add(message.id);
      this.#left -= 1;
      await this.#print(message);
    }
    if (this.#left === 0) this.#enough();
  }

  async #print(message: Message): Promise<void> {
    const { conversation: id, order } = message;
    this.#output.message(message, await this.#client.around(message));
    await this.#client.call('conversations.markRead', { id, upTo: order });
  }
}

async function unreadMessages(client: Client): Promise<Message[]> {
  const unread = (await client.call('conversations.list', {})).filter((conversation) => conversation.unread > 0);
  const messages = await Promise.all(unread.map((conversation) => unreadOf(client, conversation)));
  return messages.flat().sort((a, b) => a.order - b.order);
}

/** Everything from the first unread message on. */
async function unreadOf(client: Client, { id, firstUnread }: Conversation): Promise<Message[]> {
  let messages: Message[] = [];
  for (let more = true; more && !messages.some((message) => message.id === firstUnread); ) {
    const before = messages[0]?.order;
    const page = await client.call('messages.page', { conversation: id, limit: 500, ...(before ? { before } : {}) });
    messages = [...page.messages, ...messages];
    more = page.more;
  }
  return messages.slice(messages.findIndex((message) => message.id === firstUnread));
}
