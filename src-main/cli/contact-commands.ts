import { ContractError } from '../contract/errors.ts';
import type { Contact, ContactRequest, Status } from '../contract/model.ts';
import type { Client } from './client.ts';
import type { Command } from './commands.ts';
import { type Output, printable } from './output.ts';

export const add: Command<{ name: string; greeting: string }> = async (client, output, { name, greeting }) => {
  await client.goOnline();
  const { profile, state } = isLink(name)
    ? await addByLink(client, name, greeting)
    : await addByName(client, name, greeting);
  output.result(output.texts.say(state, profile), { type: state, profile });
};

const isLink = (name: string) => name.startsWith('miyu:');

async function addByName(client: Client, name: string, greeting: string) {
  const profile = await client.person(name);
  return { profile, ...(await client.call('contacts.request', { account: profile.account, greeting })) };
}

/** Nothing is sent to somebody whom the server shows with other keys than the link. */
async function addByLink(client: Client, link: string, greeting: string) {
  const { profile, keys } = await client.call('contacts.readLink', { link });
  if (keys === 'different') throw new ContractError('bad-keys');
  return { profile, ...(await client.call('contacts.requestByLink', { link, greeting })) };
}

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

export const contacts: Command<object> = async (client, output) => {
  await client.goOnline();
  const all = await client.call('contacts.list', {});
  for (const contact of all) output.result(contactLine(output, contact), { type: 'contact', ...contact });
  if (all.length === 0) output.result(output.texts.say('noContacts'), { type: 'noContacts' });
};

/** Without a remark, takes it away. */
export const remark: Command<{ name: string; remark?: string }> = async (client, output, { name, remark = '' }) => {
  await client.goOnline();
  const { profile } = await client.friend(name);
  await client.call('contacts.setRemark', { account: profile.account, remark });
  const text = remark === '' ? 'remarkGone' : 'remarkSet';
  output.result(output.texts.say(text, { name: profile.name, remark }), { type: 'remark', profile, remark });
};

/** Without a group, takes the friend out of theirs. */
export const group: Command<{ name: string; group?: string }> = async (client, output, { name, group = '' }) => {
  await client.goOnline();
  const { profile } = await client.friend(name);
  await client.call('contacts.setGroup', { account: profile.account, group });
  const text = group === '' ? 'groupGone' : 'groupSet';
  output.result(output.texts.say(text, { name: profile.name, group }), { type: 'group', profile, group });
};

export const block: Command<{ name: string; blocked: boolean }> = async (client, output, { name, blocked }) => {
  await client.goOnline();
  const profile = await client.person(name);
  await client.call('contacts.block', { account: profile.account, blocked });
  const type = blocked ? 'blocked' : 'unblocked';
  output.result(output.texts.say(type, { name: profile.name }), { type, profile });
};

/** Ends the friendship on both lists; the chat stays. */
export const remove: Command<{ name: string }> = async (client, output, { name }) => {
  await client.goOnline();
  const { profile } = await client.friend(name);
  await client.call('contacts.remove', { account: profile.account, clearHistory: false });
  output.result(output.texts.say('removed', { name: profile.name }), { type: 'removed', profile });
};

export const link: Command<object> = async (client, output) => {
  await client.open();
  const { link } = await client.call('contacts.ownLink', {});
  output.result(output.texts.say('link', { link }), { type: 'link', link });
};

export const presence: Command<{ presence: Status['presence']; address?: Status['address'] }> = async (
  client,
  output,
  { presence, address },
) => {
  const { status } = await client.goOnline();
  const next = { presence, address: address ?? status.address };
  await client.call('status.set', next);
  output.result(output.texts.say('presenceSet', { presence }), { type: 'presence', ...next });
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

function contactLine({ texts }: Output, { profile, presence, group, remark }: Contact): string {
  return texts.say('contact', {
    name: profile.name,
    account: profile.account,
    presence,
    group: group === undefined ? '' : ` [${printable(group)}]`,
    remark: remark === undefined ? '' : ` ${printable(remark)}`,
  });
}

function requestLine({ texts }: Output, { direction, profile, greeting, state }: ContactRequest): string {
  return texts.say(direction, { name: profile.name, greeting, state });
}

/** As the window shows it: three groups of five digits in each of four lines. */
function inLines(number: string): string {
  const groups = number.match(/\d{5}/g) ?? [];
  return [0, 3, 6, 9].map((first) => groups.slice(first, first + 3).join(' ')).join('\n');
}
