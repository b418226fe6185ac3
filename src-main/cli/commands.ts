import { ContractError, type ContractErrorCode } from '../contract/errors.ts';
import type { ContactRequest, SendProblem, Session } from '../contract/model.ts';
import type { Client } from './client.ts';
import { localTime, type Output, printable } from './output.ts';

type ServerOption = { server?: string };
type TimeoutOption = { timeout: number };
type Command<Options> = (client: Client, output: Output, options: Options) => Promise<void>;

export const register: Command<{ name: string; email: string; displayName?: string } & ServerOption> = async (
  client,
  output,
  { name, email, displayName, server },
) => {
  const password = await client.password();
  await client.useServer(server);
  await client.call('account.register', { name, email, password, ...(displayName ? { displayName } : {}) });
  const session = await client.call('account.login', { name, password, remember: true });
  const { profile } = session;
  output.result(output.texts.say('registered', profile), { type: 'registered', profile });
  await showNewRecoveryCode(client, output, session);
};

export const login: Command<{ name: string } & ServerOption> = async (client, output, { name, server }) => {
  const password = await client.password();
  await client.useServer(server);
  const session = await client.call('account.login', { name, password, remember: true });
  const { profile, endedOther } = session;
  const lines = [output.texts.say('signedIn', profile)];
  if (endedOther) lines.push(output.texts.say('signedInElsewhereEnded', endedOther));
  output.result(lines.join('\n'), { type: 'signedIn', profile, endedOther });
  await showNewRecoveryCode(client, output, session);
};

export const recoveryCode: Command<object> = async (client, output) => {
  await client.open();
  await printRecoveryCode(client, output);
};

/** Once: later it takes a command of its own. */
async function showNewRecoveryCode(client: Client, output: Output, session: Session): Promise<void> {
  if (!session.isRecoveryConfirmed) await printRecoveryCode(client, output);
}

async function printRecoveryCode(client: Client, output: Output): Promise<void> {
  const code = await client.recoveryCode();
  output.result(output.texts.say('recoveryCode', { code }), { type: 'recoveryCode', code });
}

export const logout: Command<object> = async (client, output) => {
  await client.goOnline();
  await client.call('account.logout', {});
  output.result(output.texts.say('signedOut'), { type: 'signedOut' });
};

export const add: Command<{ name: string; greeting: string }> = async (client, output, { name, greeting }) => {
  await client.goOnline();
  const [found] = await client.call('contacts.search', { query: name });
  if (!found) throw new ContractError('not-found');
  const { profile } = found;
  const { state } = await client.call('contacts.request', { account: profile.account, greeting });
  output.result(output.texts.say(state, profile), { type: state, profile });
};

export const requests: Command<object> = async (client, output) => {
  await client.goOnline();
  const all = await client.call('contacts.requests', {});
  for (const request of all) output.result(requestLine(output, request), { type: 'request', ...request });
  if (all.length === 0) output.result(output.texts.say('noRequests'), { type: 'noRequests' });
};

export const accept: Command<{ name: string }> = async (client, output, { name }) => {
  await client.goOnline();
  const profile = await client.asker(name);
  await client.call('contacts.answer', { account: profile.account, answer: 'accept' });
  output.result(output.texts.say('added', profile), { type: 'added', profile });
};

export const refuse: Command<{ name: string }> = async (client, output, { name }) => {
  await client.goOnline();
  const profile = await client.asker(name);
  await client.call('contacts.answer', { account: profile.account, answer: 'refuse' });
  output.result(output.texts.say('refused', profile), { type: 'refused', profile });
};

/** Done when the server has the message. One that does not get there in time stays stored and goes out next time. */
export const send: Command<{ name: string; text: string } & TimeoutOption> = async (client, output, options) => {
  await client.goOnline();
  const { profile } = await client.friend(options.name);
  const { id } = await client.call('messages.send', { conversation: profile.account, text: options.text });
  // The answer takes a turn of the event loop at least, so it cannot have come yet.
  const { problem } = await client.waitFor(
    'messages',
    (messages) => messages.find((message) => message.id === id && message.state !== 'sending'),
    AbortSignal.timeout(options.timeout * 1000),
  );
  if (problem) throw new ContractError(codeOf(problem));
  output.result(output.texts.say('sent'), { type: 'sent', id, account: profile.account, name: profile.name });
};

export const history: Command<{ name: string; limit: number }> = async (client, output, { name, limit }) => {
  await client.open();
  const { id, profile } = await client.conversation(name);
  const { messages } = await client.call('messages.page', { conversation: id, limit });
  for (const message of messages) output.message(message, profile);
};

export const status: Command<object> = async (client, output) => {
  const session = await client.open();
  const connection = await client.settled(session.connection);
  const unread = (await client.call('conversations.list', {})).reduce((sum, each) => sum + each.unread, 0);
  const text = ({ online: 'statusOnline', offline: 'statusOffline', ended: 'statusEnded' } as const)[connection.state];
  const { profile, server } = session;
  const values = { name: profile.displayName, account: profile.account, server: server.host, unread };
  output.result(output.texts.say(text, values), { type: 'status', profile, server, connection, unread });
};

/** What to compare with a friend, over the phone or face to face. */
export const safety: Command<{ name: string }> = async (client, output, { name }) => {
  await client.goOnline();
  const { profile } = await client.friend(name);
  const found = await client.call('trust.get', { account: profile.account });
  const text = ({ none: 'safety', server: 'safety', verified: 'safetyVerified', changed: 'safetyChanged' } as const)[
    found.trust
  ];
  const number = inLines(found.number);
  const { fingerprint } = found.certificate;
  output.result(output.texts.say(text, { name: profile.name, number, fingerprint }), {
    type: 'safety',
    profile,
    ...found,
  });
};

export const verify: Command<{ name: string }> = async (client, output, { name }) => {
  await client.goOnline();
  const { profile } = await client.friend(name);
  await client.call('trust.verify', { account: profile.account, verified: true });
  output.result(output.texts.say('verified', profile), { type: 'verified', profile });
};

export const devices: Command<object> = async (client, output) => {
  await client.goOnline();
  for (const device of await client.call('devices.list', {})) {
    const text = output.texts.say(device.isThis ? 'thisDevice' : 'device', {
      name: printable(device.name),
      since: localTime(device.since),
      lastSeen: localTime(device.lastSeen),
    });
    output.result(text, { type: 'device', ...device });
  }
};

/** As the window shows it: three groups of five digits in each of four lines. */
function inLines(number: string): string {
  const groups = number.match(/\d{5}/g) ?? [];
  return [0, 3, 6, 9].map((first) => groups.slice(first, first + 3).join(' ')).join('\n');
}

function codeOf(problem: SendProblem): ContractErrorCode {
  switch (problem) {
    case 'untrusted-device':
      return 'bad-keys';
    case 'expired':
      return 'timeout';
    case 'refused':
      return 'internal';
    case 'not-friends':
    case 'queue-full':
    case 'keys-changed':
      return problem;
  }
}

function requestLine({ texts }: Output, { direction, profile, greeting, state }: ContactRequest): string {
  return texts.say(direction, { name: profile.name, greeting, state });
}
