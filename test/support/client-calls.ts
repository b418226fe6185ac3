import type { EventName, Events } from '../../src-main/contract/events.ts';
import { listenTo } from '../../src-main/contract/listen.ts';
import type { AccountId, AccountKey, ConversationId, Message, MessageId } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import type { RunningServer } from '../../src-server/server.ts';

/** As cheap as the protocol allows. */
export const CHEAP_HASHING = { memoryKiB: 19 * 1024, passes: 1, parallelism: 1 };
export const PASSWORD = 'tide-7-lantern';

/** The next event of that kind that fits. */
export function nextEvent<N extends EventName>(
  core: Core,
  name: N,
  fits: (value: Events[N]) => boolean = () => true,
): Promise<Events[N]> {
  return new Promise((resolve) => {
    const stop = listenTo(core, name, (value) => {
      if (!fits(value)) return;
      stop();
      resolve(value);
    });
  });
}

/** Waits until `look` finds something: looks now, and again with each event of that core. */
export function waitFor<R>(core: Core, look: () => R | undefined | Promise<R | undefined>): Promise<R> {
  return new Promise((resolve, reject) => {
    const attempt = async () => {
      const found = await look();
      if (found === undefined) return;
      stop();
      resolve(found);
    };
    const stop = core.listen(() => void attempt().catch(reject));
    attempt().catch(reject);
  });
}

export async function isOnline(core: Core): Promise<void> {
  await waitFor(
    core,
    async () => (await core.call('app.state', {})).session?.connection.state === 'online' || undefined,
  );
}

/** What a client needs to know of a server. */
export type Invited = Pick<RunningServer, 'invitation'>;

/** Takes that server; its person knows where it is. */
export async function trustServer(core: Core, server: Invited): Promise<void> {
  const { host, port, fingerprint } = await core.call('server.look', { address: server.invitation });
  await core.call('server.trust', { host, port, fingerprint, moved: true });
}

export async function logIn(
  core: Core,
  name: string,
  more: { password?: string; remember?: boolean; newKeys?: boolean } = {},
) {
  return core.call('account.login', { name, password: PASSWORD, remember: true, ...more });
}

/** Makes an account on that server and signs in to it. */
export async function registerAndLogin(core: Core, server: Invited, name: string): Promise<AccountId> {
  await trustServer(core, server);
  await core.call('account.register', { name, email: `${name}@example.org`, password: PASSWORD });
  return (await logIn(core, name)).profile.account;
}

/** The account that was last used on that core's installation. */
export function lastAccount(core: Core): AccountKey {
  const [last] = core.state.remembered;
  if (!last) throw new Error('nobody has signed in here');
  return { account: last.account, fingerprint: last.server.fingerprint };
}

/** Opens the account that was last used on that core's installation; it connects by itself. */
export async function reopen(core: Core, password = PASSWORD): Promise<void> {
  await core.call('account.unlock', { ...lastAccount(core), password });
}

/** Makes two signed-in people friends. */
export async function befriend(a: Core, b: Core): Promise<void> {
  const [from, to] = [accountOf(a), accountOf(b)];
  await a.call('contacts.request', { account: to, greeting: 'hi' });
  await waitFor(b, async () => (await b.call('contacts.requests', {})).find(({ profile }) => profile.account === from));
  await b.call('contacts.answer', { account: from, answer: 'accept' });
  await Promise.all([isFriend(a, to), isFriend(b, from)]);
}

export function accountOf(core: Core): AccountId {
  return core.account.id;
}

export function isFriend(core: Core, account: AccountId) {
  return waitFor(core, async () =>
    (await core.call('contacts.list', {})).find(({ profile }) => profile.account === account),
  );
}

export function say(from: Core, to: ConversationId, text: string): Promise<Message> {
  return from.call('messages.send', { conversation: to, text });
}

/** All messages of a chat as that core has them, in order. */
export async function messagesWith(core: Core, other: ConversationId): Promise<Message[]> {
  const all: Message[] = [];
  for (let more = true; more; ) {
    const before = all[0]?.order;
    const page = await core.call('messages.page', { conversation: other, limit: 500, ...(before ? { before } : {}) });
    all.unshift(...page.messages);
    more = page.more;
  }
  return all;
}

/** Waits until the chat has so many messages that fit, lines of new devices left out; answers with their texts. */
export function texts(
  core: Core,
  other: ConversationId,
  count: number,
  fits: (message: Message) => boolean = () => true,
): Promise<string[]> {
  return waitFor(core, async () => {
    const found = (await messagesWith(core, other)).filter((message) => message.kind !== 'new-device' && fits(message));
    return found.length >= count ? found.map(({ text }) => text) : undefined;
  });
}

/** Waits until that core has the message, as wanted. */
export function seen(core: Core, id: MessageId, fits: (message: Message) => boolean = () => true): Promise<Message> {
  return waitFor(core, async () => {
    const message = await core.call('messages.find', { id });
    return message && fits(message) ? message : undefined;
  });
}
