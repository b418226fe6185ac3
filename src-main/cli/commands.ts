import type { CallArgs } from '../contract/calls.ts';
import type { Session } from '../contract/model.ts';
import type { Client } from './client.ts';
import { clockText, localTime, type Output, printable } from './output.ts';

type ServerOption = { server?: string; moved?: boolean };
export type TimeoutOption = { timeout: number };
export type Command<Options> = (client: Client, output: Output, options: Options) => Promise<void>;

export const register: Command<{ name: string; email: string; displayName?: string } & ServerOption> = async (
  client,
  output,
  { name, email, displayName, server, moved },
) => {
  const password = await client.password();
  await client.useServer(server, { moved });
  await client.call('account.register', { name, email, password, ...(displayName ? { displayName } : {}) });
  const session = await client.call('account.login', { name, password, remember: true });
  const { profile } = session;
  output.result(output.texts.say('registered', profile), { type: 'registered', profile });
  await showNewRecoveryCode(client, output, session);
};

export const login: Command<{ name: string; newKeys?: boolean } & ServerOption> = async (
  client,
  output,
  { name, newKeys = false, server, moved },
) => {
  const password = await client.password();
  await client.useServer(server, { moved });
  const session = await client.call('account.login', { name, password, remember: true, newKeys });
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

/** Done when the server has the message. One that does not get there in time stays stored and goes out next time. */
export const send: Command<{ name: string; text: string } & TimeoutOption> = async (client, output, options) => {
  await client.goOnline();
  const { profile } = await client.friend(options.name);
  const { id } = await client.call('messages.send', { conversation: profile.account, text: options.text });
  await client.sent(id, AbortSignal.timeout(options.timeout * 1000));
  output.result(output.texts.say('sent'), { type: 'sent', id, account: profile.account, name: profile.name });
};

export const history: Command<{ name: string; limit: number }> = async (client, output, { name, limit }) => {
  await client.open();
  await printHistory(client, output, { conversation: (await client.conversation(name)).id, limit });
};

export async function printHistory(client: Client, output: Output, page: CallArgs<'messages.page'>): Promise<void> {
  const { messages } = await client.call('messages.page', page);
  for (const message of messages) output.message(message, await client.around(message));
}

export const status: Command<object> = async (client, output) => {
  const session = await client.open();
  const connection = await client.settled(session.connection);
  const unread = (await client.call('conversations.list', {})).reduce((sum, each) => sum + each.unread, 0);
  const text = ({ online: 'statusOnline', offline: 'statusOffline', ended: 'statusEnded' } as const)[connection.state];
  const { profile, server } = session;
  const values = { name: profile.displayName, account: profile.account, server: server.host, unread };
  const why = connection.state === 'offline' && connection.clock ? [clockText(connection.clock, output.texts)] : [];
  const lines = [output.texts.say(text, values), ...why];
  output.result(lines.join('\n'), { type: 'status', profile, server, connection, unread });
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

/** The last sign-ins with a password, newest first. */
export const logins: Command<object> = async (client, output) => {
  await client.goOnline();
  for (const login of await client.call('account.logins', {})) {
    const values = { ...login, time: localTime(login.time), device: printable(login.device) };
    output.result(output.texts.say('login', values), { type: 'login', ...login });
  }
};

export const deleteAccount: Command<object> = async (client, output) => {
  await client.goOnline();
  await client.call('account.delete', { password: await client.password() });
  output.result(output.texts.say('deleted'), { type: 'deleted' });
};
