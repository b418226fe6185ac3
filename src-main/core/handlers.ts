import { basename } from 'node:path';
import { DeviceId, skeleton } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import { attachmentHandlers } from './attachment-handlers.ts';
import { demandPicture } from './avatars.ts';
import { contactHandlers } from './contact-handlers.ts';
import { listDevices } from './devices.ts';
import type { Handlers } from './handler.ts';
import { hiddenHandlers } from './hidden-handlers.ts';
import { conversationHandlers, messageHandlers } from './message-handlers.ts';
import { recover, reset } from './password-recovery.ts';
import { demandGoodPassword } from './password-strength.ts';
import { register } from './registration.ts';
import { roomHandlers } from './room-handlers.ts';
import { lookAt, moveOf, trust } from './servers.ts';
import { stickerHandlers } from './sticker-handlers.ts';
import { ownCertificate, safetyOf, scan } from './trust.ts';

/** What each call of the contract does. Arguments have been checked against the call's schema. */
export const handlers: Handlers = {
  'app.state': (core) => core.state,
  'settings.set': (core, changes) => core.changeSettings(changes),
  'app.activity': (core) => core.noteActivity(),

  'server.look': async (core, { address }) => core.noteSighting(await lookAt(core.installation, address, core.now)),
  'server.trust': async (core, { moved = false, ...server }) => {
    await trust(core.installation, { ...server, name: core.nameOf(server.fingerprint) }, { moved });
    core.emit('server', core.server);
    core.setMovedServer(undefined);
    return core.state;
  },
  'server.offer': (core, server) => {
    const named = { ...server, name: core.nameOf(server.fingerprint) };
    core.setMovedServer(moveOf(core.installation, named));
  },
  'server.keep': (core) => core.setMovedServer(undefined),

  'account.register': async ({ server, hashing: cost, now, accounts }, application) => {
    const made = await register(server, application, { cost, now });
    accounts.expectNewKeys(server, application.name);
    return made;
  },
  'account.login': (core, args) => core.accounts.login(core.server, args),
  'account.open': ({ accounts }, { unlessOpen = false, ...key }) => accounts.openRemembered(key, unlessOpen),
  'account.unlock': ({ accounts }, { password, ...key }) => accounts.unlock(key, password),
  'account.lock': (core) => core.lock(),
  'account.logout': ({ accounts }) => accounts.logout(),
  'account.close': ({ accounts }) => accounts.close(),
  'account.forget': ({ accounts }, { deleteHistory, ...key }) => accounts.forget(key, deleteHistory),
  'account.setHistoryAside': async ({ accounts }, key) => ({ file: basename(await accounts.setHistoryAside(key)) }),
  'account.changePassword': async ({ open, accounts, hashing }, passwords) => {
    await demandGoodPassword(passwords.next, [open.account.profile.name]);
    const token = await open.secrets.changePassword(open.account.channel, passwords, hashing);
    await accounts.changeToken(open, token);
  },
  'account.recover': async ({ server, hashing: cost, now, accounts }, args) => {
    await recover(server, args, { cost, now });
    await accounts.passwordReplaced(server, args.name);
  },
  'account.reset': async ({ server, hashing: cost, now, accounts }, args) => {
    await reset(server, args, { cost, now });
    accounts.expectNewKeys(server, args.name);
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
  'devices.dismissNew': ({ account }, { devices }) =>
    account.ownDevices.dismiss(devices.map((device) => DeviceId.parse(device))),
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
  'profile.setAvatar': async ({ account }, { picture }) => {
    if (picture) demandPicture(picture);
    const profile = await account.channel.request('account.avatar.set', picture ? { picture } : {});
    if (picture) await account.avatars.keep(picture);
    await account.setProfile(profile);
    return profile;
  },
  'avatar.get': ({ account }, { of, avatar }) => account.avatars.get(of, avatar),
  'status.set': ({ account }, status) => account.standing.setStatus(account.channel, status),
  'account.logins': async ({ account }) => (await account.channel.request('account.logins', {})).logins,
  'account.delete': ({ accounts }, { password }) => accounts.delete(password),
  'connection.retry': ({ account }) => account.connection.connect(),

  'names.looks': (_core, { texts }) => texts.map(skeleton),

  ...contactHandlers,
  ...roomHandlers,

  ...conversationHandlers,
  ...messageHandlers,

  ...attachmentHandlers,
  ...hiddenHandlers,
  ...stickerHandlers,
};
