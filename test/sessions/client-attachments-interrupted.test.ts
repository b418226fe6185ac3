import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Core } from '../../src-main/core/core.ts';
import type { RunningServer } from '../../src-server/server.ts';
import { attachmentIn, blobsOf, sealedFiles, sendFile } from '../support/attachments.ts';
import { accountOf, isOnline, messagesWith, reopen, say, seen, startCore, texts, twoFriends } from '../support/core.ts';
import { CuttableNetwork } from '../support/cuttable-network.ts';
import { startTestServer } from '../support/server.ts';

const MIB = 1024 * 1024;
const DAY_MS = 24 * 3600_000;
/** enough to be in the middle of it for a while */
const long = randomBytes(24 * MIB + 1);

/** Two friends who reach the server by a network that can be cut. */
async function twoFriendsApart(server: RunningServer) {
  const network = await CuttableNetwork.start(server.port);
  const invitation = server.invitation.replace(`:${server.port}`, `:${network.port}`);
  return { network, ...(await twoFriends({ invitation })) };
}

/** Ends a core and starts another on its folder. */
async function restarted(core: Core): Promise<Core> {
  const { folder } = core.installation;
  await core.close();
  return startCore({ folder });
}

function received(core: Core, name: string): Promise<Buffer> {
  return readFile(join(core.installation.folder, 'received', name));
}

describe('a file on its way', () => {
  it('goes on when its sender comes back, and later texts do not wait for it', async () => {
    const { server } = await startTestServer();
    const { network, ming, hong } = await twoFriendsApart(server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    const cut = network.cutAfter('server', 2 * MIB);
    const { id } = await sendFile(ming, hongId, { name: 'long.bin', bytes: long });
    await say(ming, hongId, 'later');
    await cut;
    const again = await restarted(ming);
    await reopen(again);
    expect(await texts(hong, mingId, 2)).toEqual(['later', '']);
    await attachmentIn(hong, id, 'remote');
    await hong.call('attachments.start', { message: id });
    await attachmentIn(hong, id, 'here');
    expect((await received(hong, 'long.bin')).equals(long)).toBe(true);
  });

  it('goes on when its receiver comes back', async () => {
    const { server } = await startTestServer();
    const { network, ming, hong } = await twoFriendsApart(server);
    const { id } = await sendFile(ming, accountOf(hong), { name: 'long.bin', bytes: long });
    await attachmentIn(hong, id, 'remote');
    const cut = network.cutAfter('client', 2 * MIB);
    await hong.call('attachments.start', { message: id });
    await cut;
    const again = await restarted(hong);
    expect(await readdir(join(again.installation.folder, 'received'))).toEqual(['long.bin.part']);
    await reopen(again);
    await attachmentIn(again, id, 'here');
    expect((await received(again, 'long.bin')).equals(long)).toBe(true);
    expect(await readdir(join(again.installation.folder, 'received'))).toEqual(['long.bin']);
  });

  it('waits while it is paused, also over a restart, in both directions', async () => {
    const { server } = await startTestServer();
    const { network, ming, hong } = await twoFriendsApart(server);
    const cut = network.cutAfter('server', 2 * MIB);
    const { id: message } = await sendFile(ming, accountOf(hong), { name: 'long.bin', bytes: long });
    await cut;
    await ming.call('attachments.pause', { message });
    await attachmentIn(ming, message, 'upload-paused');
    const sender = await restarted(ming);
    await reopen(sender);
    await isOnline(sender);
    expect(await sender.call('attachments.transfers', {})).toEqual([]);
    await attachmentIn(sender, message, 'upload-paused');
    await sender.call('attachments.start', { message });
    await attachmentIn(hong, message, 'remote');

    const cutAgain = network.cutAfter('client', 2 * MIB);
    await hong.call('attachments.start', { message });
    await cutAgain;
    await hong.call('attachments.pause', { message });
    await attachmentIn(hong, message, 'paused');
    const receiver = await restarted(hong);
    await reopen(receiver);
    await isOnline(receiver);
    await attachmentIn(receiver, message, 'paused');
    await receiver.call('attachments.start', { message });
    await attachmentIn(receiver, message, 'here');
    expect((await received(receiver, 'long.bin')).equals(long)).toBe(true);
  });

  it.each([
    ['a day: it goes on', 1],
    ['longer than the server keeps it: it begins again', 8],
  ])('gets through after a pause of %s', async (_, days) => {
    let later = 0;
    const { server } = await startTestServer({}, { wallClock: () => Date.now() + later });
    const { network, ming, hong } = await twoFriendsApart(server);
    const cut = network.cutAfter('server', 2 * MIB);
    const { id: message } = await sendFile(ming, accountOf(hong), { name: 'long.bin', bytes: long });
    await cut;
    await ming.call('attachments.pause', { message });
    await attachmentIn(ming, message, 'upload-paused');
    later = days * DAY_MS;
    await ming.call('attachments.start', { message });
    await attachmentIn(hong, message, 'remote');
    await hong.call('attachments.start', { message });
    await attachmentIn(hong, message, 'here');
    expect((await received(hong, 'long.bin')).equals(long)).toBe(true);
  });

  it('leaves no part behind when the account goes from here with its history', async () => {
    const { server } = await startTestServer();
    const { network, ming, hong } = await twoFriendsApart(server);
    const { id: message } = await sendFile(ming, accountOf(hong), { name: 'long.bin', bytes: long });
    await attachmentIn(hong, message, 'remote');
    const cut = network.cutAfter('client', 2 * MIB);
    await hong.call('attachments.start', { message });
    await cut;
    const folder = join(hong.installation.folder, 'received');
    expect(await readdir(folder)).toEqual(['long.bin.part']);
    const { fingerprint } = hong.account.server;
    await hong.call('account.forget', { account: accountOf(hong), fingerprint, deleteHistory: true });
    expect(await readdir(folder)).toEqual([]);
  });

  it('can be given up: an upload with its message, a download with what there was of it', async () => {
    const running = await startTestServer();
    const { network, ming, hong } = await twoFriendsApart(running.server);
    const hongId = accountOf(hong);
    const cut = network.cutAfter('server', 2 * MIB);
    const { id: message } = await sendFile(ming, hongId, { name: 'long.bin', bytes: long });
    await cut;
    await ming.call('attachments.cancel', { message });
    expect(await messagesWith(ming, hongId)).toEqual([]);
    await expect.poll(() => blobsOf(running.folder)).toEqual([]);
    await expect.poll(() => sealedFiles(ming)).toEqual([]);

    const { id } = await sendFile(ming, hongId, { name: 'long.bin', bytes: long });
    await attachmentIn(hong, id, 'remote');
    const cutAgain = network.cutAfter('client', 2 * MIB);
    await hong.call('attachments.start', { message: id });
    await cutAgain;
    await hong.call('attachments.cancel', { message: id });
    await attachmentIn(hong, id, 'remote');
    await expect.poll(() => readdir(join(hong.installation.folder, 'received'))).toEqual([]);
    expect(await hong.call('attachments.transfers', {})).toEqual([]);
  });

  it('survives the server', async () => {
    const running = await startTestServer();
    const { network, ming, hong } = await twoFriendsApart(running.server);
    const passed = network.passes('server', 2 * MIB);
    const { id } = await sendFile(ming, accountOf(hong), { name: 'long.bin', bytes: long });
    await passed;
    await running.restart();
    await attachmentIn(hong, id, 'remote');
    await hong.call('attachments.start', { message: id });
    await attachmentIn(hong, id, 'here');
    expect((await received(hong, 'long.bin')).equals(long)).toBe(true);
  });

  it('waits for whom it is for', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const hongId = accountOf(hong);
    await hong.close();
    const { id } = await sendFile(ming, hongId, { name: 'a.bin', bytes: long.subarray(0, MIB) });
    await seen(ming, id, ({ state }) => state === 'sent');
    const again = await startCore({ folder: hong.installation.folder });
    await reopen(again);
    await attachmentIn(again, id, 'remote');
    await again.call('attachments.start', { message: id });
    await attachmentIn(again, id, 'here');
  });
});
