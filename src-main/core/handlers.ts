import { basename } from 'node:path';
import { DeviceId } from '../../protocol/index.ts';
import type { CallArgs, CallName, CallResult } from '../contract/calls.ts';
import { ContractError } from '../contract/errors.ts';
import type { AccountId, Conversation } from '../contract/model.ts';
import type { Core } from './core.ts';
import { listDevices } from './devices.ts';
import { recover, reset } from './password-recovery.ts';
import { demandGoodPassword } from './password-strength.ts';
import { register } from './registration.ts';
import { lookAt, trust } from './servers.ts';
import { ownCertificate, safetyOf, scan } from './trust.ts';

type Handlers = {
  [N in CallName]: (core: Core, args: CallArgs<N>) => CallResult<N> | Promise<CallResult<N>>;
};

/** What each call of the contract does. Arguments have been checked against the call's schema. */
export const handlers: Handlers = {
  'app.state': (core) => core.state,
  'settings.set': (core, changes) => core.changeSettings(changes),
  'app.activity': (core) => core.noteActivity(),

  'server.look': async (core, { address }) => core.noteSighting(await lookAt(core.installation, address)),
  'server.trust': async (core, server) => {
    await trust(core.installation, { ...server, name: core.nameOf(server.fingerprint) });
    return core.state;
  },

  'account.register': (core, application) => register(core.server, application, core.hashing),
  'account.login': (core, args) => core.accounts.login(core.server, args),
  'account.open': ({ accounts }, key) => accounts.openRemembered(key),
  'account.unlock': ({ accounts }, { password, ...key }) => accounts.unlock(key, password),
  'account.lock': (core) => core.lock(),
  'account.logout': ({ accounts }) => accounts.logout(),
  'account.close': ({ accounts }) => accounts.close(),
  'account.forget': ({ accounts }, { deleteHistory, ...key }) => accounts.forget(key, deleteHistory),
  'account.setHistoryAside': async ({ accounts }, key) => ({ file: basename(await accounts.setHistoryAside(key)) }),
  'account.changePassword': async ({ open, accounts, hashing }, passwords) => {
    demandGoodPassword(passwords.next, [open.account.profile.name]);
    const token = await open.secrets.changePassword(open.account.channel, passwords, hashing);
    await accounts.changeToken(open, token);
  },
  'account.recover': async ({ server, hashing, accounts }, args) => {
    await recover(server, args, hashing);
    await accounts.passwordReplaced(server, args.name);
  },
  'account.reset': async ({ server, hashing, accounts }, args) => {
    await reset(server, args, hashing);
    await accounts.passwordReplaced(server, args.name);
  },
  'recovery.code': async ({ open }, { password }) => ({ code: await open.secrets.recoveryCode(password) }),
  'recovery.confirm': async ({ open: { account, secrets } }, { lastGroup }) => {
    await secrets.confirmRecovery(account.channel, lastGroup);
    account.setRecoveryConfirmed();
  },
  'devices.list': ({ open }) => listDevices(open),
  'devices.remove': async ({ account }, { device }) => {
    await account.channel.request('account.device.remove', { device: DeviceId.parse(device) });
  },
  'certificate.own': ({ open, now }) => ownCertificate(open, now()),
  'trust.get': ({ open }, { account }) => safetyOf(open, account),
  'trust.scan': async ({ open }, { account, code }) => ({ result: await scan(open, account, code) }),
  'trust.verify': ({ account: { identities } }, { account, verified }) => identities.setVerified(account, verified),
  'trust.accept': ({ account: { identities } }, { account }) => identities.accept(account),
  'account.dismissEndedOther': (core) => {
    core.account.setEndedOther(undefined);
    core.emit('session', core.account.session);
  },
  'profile.get': async ({ account }, { account: id }) => {
    const { link } = account.connection;
    if (link) return link.channel.request('account.profile.get', { account: id });
    const known = await account.store.run('person', id);
    if (!known) throw new ContractError('offline');
    return known;
  },
  'profile.set': async ({ account }, changes) => {
    const profile = await account.channel.request('account.profile.set', changes);
    await account.setProfile(profile);
    return profile;
  },
  'connection.retry': ({ account }) => account.connection.connect(),

  'contacts.list': ({ account }) => account.contacts.list(),
  'contacts.search': async ({ account }, { query }) => {
    if (query.trim() === '') return [];
    return (await account.channel.request('contact.search', { query: query.trim() })).results;
  },
  'contacts.requests': ({ account }) => account.contacts.requests(),
  'contacts.request': async ({ account }, request) => {
    const reply = await account.channel.request('contact.request', request);
    if (reply.state === 'requested') await account.contacts.refreshRequests(account.channel);
    return reply;
  },
  'contacts.answer': async ({ account }, { account: id, answer }) => {
    await account.channel.request('contact.answer', { account: id, answer });
    if (answer === 'accept') return;
    account.contacts.answered(id, 'incoming', answer === 'refuse' ? 'refused' : 'later');
  },
  'contacts.remove': async ({ account }, { account: id, clearHistory }) => {
    await account.channel.request('contact.remove', { account: id });
    account.contacts.removed(id);
    if (!clearHistory) return;
    account.messages.drop(id);
    await account.store.run('deleteConversation', id);
    account.changes.conversationRemoved(id);
  },

  'conversations.list': ({ account }) => account.store.run('conversations'),
  'conversations.open': async (core, { id }) => {
    const { store, contacts } = core.account;
    if (contacts.find(id)) await store.run('openConversation', id);
    return findConversation(core, id);
  },
  'conversations.markRead': async ({ account }, { id, upTo }) => {
    await account.store.run('markRead', { account: id, upTo });
    account.changes.conversation(id);
  },
  'conversations.setDraft': async ({ account }, { id, draft }) => {
    await account.store.run('setDraft', { account: id, draft });
    account.changes.conversation(id);
  },

  'messages.page': ({ account }, place) => account.store.run('page', place),
  'messages.send': ({ account, now }, { conversation, text }) => {
    if (!account.contacts.find(conversation)) throw new ContractError('not-friends');
    account.endTyping(conversation);
    return account.messages.write(conversation, text, now());
  },
  'messages.retry': ({ account }, { id }) => account.messages.retry(id),
  'messages.discard': async (core, { id }) => {
    const { conversation } = await core.account.messages.discard(id);
    core.emit('messageRemoved', { conversation, id });
  },
  'messages.typing': ({ account, installation }, { conversation }) => {
    if (installation.settings.typing) account.tellTyping(conversation);
  },
};

async function findConversation({ account }: Core, id: AccountId): Promise<Conversation> {
  const [conversation] = await account.store.run('conversations', [id]);
  if (!conversation) throw new ContractError('not-found');
  return conversation;
}
