import type { EventName, Events } from '../src-main/contract/events.ts';
import { listenTo } from '../src-main/contract/listen.ts';
import type { AccountId } from '../src-main/contract/model.ts';
import type { Core } from '../src-main/core/core.ts';

export interface Person {
  name: string;
  email: string;
  password: string;
}

/** Somebody who is signed in. */
export interface Member {
  core: Core;
  account: AccountId;
  name: string;
}

/** Makes the server of the link the installation's, and an account on it that is signed in. */
export async function signUp(core: Core, link: string, { name, email, password }: Person): Promise<Member> {
  const { host, port, fingerprint } = await core.call('server.look', { address: link });
  await core.call('server.trust', { host, port, fingerprint });
  const { account } = await core.call('account.register', { name, email, password });
  await core.call('account.login', { name, password, remember: true });
  await confirmRecoveryCode(core);
  return { core, account, name };
}

/** What a person does who has written the code down. */
async function confirmRecoveryCode(core: Core): Promise<void> {
  const { code } = await core.call('recovery.code', {});
  await core.call('recovery.confirm', { lastGroup: code.slice(code.lastIndexOf('-') + 1) });
}

/** One asks, the other accepts. Resolves when both know. */
export async function befriend(asking: Member, asked: Member, greeting: string): Promise<void> {
  const known = [
    happens(asking.core, 'contact', ({ profile }) => profile.account === asked.account),
    happens(asked.core, 'contact', ({ profile }) => profile.account === asking.account),
  ];
  const request = happens(asked.core, 'requests', (requests) => requests.length > 0);
  await asking.core.call('contacts.request', { account: asked.account, greeting });
  await request;
  await asked.core.call('contacts.answer', { account: asking.account, answer: 'accept' });
  await Promise.all(known);
}

/** Sends, and waits until it is delivered: what is said next comes after it. */
export async function say(from: Member, to: Member, text: string): Promise<void> {
  const delivered = happens(from.core, 'messages', (messages) =>
    messages.some(({ text: said, state }) => said === text && (state === 'delivered' || state === 'read')),
  );
  await from.core.call('messages.send', { conversation: to.account, text });
  await delivered;
}

/** Resolves at the next event of that name that passes the test. */
export function happens<N extends EventName>(
  core: Core,
  wanted: N,
  test: (value: Events[N]) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const stop = listenTo(core, wanted, (value) => {
      if (!test(value)) return;
      stop();
      resolve();
    });
  });
}
