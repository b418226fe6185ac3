import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MessageId } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import { attachmentIn, blobsOf, sendFile } from '../support/attachments.ts';
import {
  accountOf,
  befriend,
  messagesWith,
  registerAndLogin,
  reopen,
  seen,
  startCore,
  twoFriends,
} from '../support/core.ts';
import { CuttableNetwork } from '../support/cuttable-network.ts';
import { describeUnless, noLinks } from '../support/needs.ts';
import { startTestServer } from '../support/server.ts';

const MIB = 1024 * 1024;
const DAY_MS = 24 * 3600_000;
const content = randomBytes(300_000);
const long = randomBytes(24 * MIB + 1);

function receivedBy(core: Core): string {
  return join(core.installation.folder, 'received');
}

async function fetch(core: Core, message: MessageId): Promise<void> {
  await attachmentIn(core, message, 'remote');
  await core.call('attachments.start', { message });
  await attachmentIn(core, message, 'here');
}

/** Two friends, one of whom has received files with these names from the other. */
async function withReceived(name: string, ...others: string[]) {
  const running = await startTestServer();
  const { ming, hong } = await twoFriends(running.server);
  const receive = async (called: string) => {
    const { id } = await sendFile(ming, accountOf(hong), { name: called, bytes: content });
    await fetch(hong, id);
    return id;
  };
  const message = await receive(name);
  for (const other of others) await receive(other);
  return { running, ming, hong, message, folder: receivedBy(hong) };
}

/** Once all that is left over has been deleted, or tried to be. */
async function tidied(core: Core): Promise<void> {
  await core.call('attachments.clearCache', {});
}

describe('a received file that the person moved', () => {
  it('is theirs when they put it back', async () => {
    const { hong, message, folder } = await withReceived('a.txt');
    const [path, elsewhere] = [join(folder, 'a.txt'), join(hong.installation.folder, 'moved.txt')];
    await rename(path, elsewhere);
    await expect(hong.call('attachments.open', { message })).rejects.toMatchObject({ code: 'file-gone' });
    await attachmentIn(hong, message, 'remote');
    await rename(elsewhere, path);
    await tidied(hong);
    expect(await readFile(path)).toEqual(content);
  });

  it('stays when it was fetched again', async () => {
    const { hong, message, folder } = await withReceived('a.txt');
    await rename(join(folder, 'a.txt'), join(hong.installation.folder, 'moved.txt'));
    await expect(hong.call('attachments.open', { message })).rejects.toMatchObject({ code: 'file-gone' });
    await fetch(hong, message);
    await tidied(hong);
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  it('is theirs, too, when it was missed while it was sent on', async () => {
    const clock = { later: 0 };
    const { server } = await startTestServer({}, { wallClock: () => Date.now() + clock.later });
    const { ming, hong } = await twoFriends(server);
    const { id } = await sendFile(ming, accountOf(hong), { name: 'a.txt', bytes: content });
    await fetch(hong, id);
    const [path, elsewhere] = [join(receivedBy(hong), 'a.txt'), join(hong.installation.folder, 'moved.txt')];
    await rename(path, elsewhere);
    clock.later = 8 * DAY_MS;
    await hong.call('messages.forward', { ids: [id], to: [accountOf(ming)] });
    await attachmentIn(hong, id, 'remote');
    await rename(elsewhere, path);
    await tidied(hong);
    expect(await readFile(path)).toEqual(content);
  });
});

describe('what cannot be deleted', () => {
  it('does not take a file along that was deleted with it and fetched again', async () => {
    const { ming, hong, message, folder } = await withReceived('a.pdf', 'open.docx');
    const messages = (await messagesWith(hong, accountOf(ming))).map(({ id }) => id);
    // stands for a document that is open on Windows
    await rm(join(folder, 'open.docx'));
    await mkdir(join(folder, 'open.docx'));
    await hong.call('attachments.deleteHere', { messages });
    await tidied(hong);
    expect(await readdir(folder)).toEqual(['open.docx']);
    await fetch(hong, message);
    await tidied(hong);
    expect((await readdir(folder)).toSorted()).toEqual(['a.pdf', 'open.docx']);
  });

  it('does not keep on the server what was recalled', async () => {
    const { running, ming, hong, message, folder } = await withReceived('open.docx');
    await rm(join(folder, 'open.docx'));
    await mkdir(join(folder, 'open.docx'));
    await hong.call('attachments.deleteHere', { messages: [message] });
    const before = await blobsOf(running.folder);
    const { id } = await sendFile(hong, accountOf(ming), { name: 'b.bin', bytes: content });
    await attachmentIn(ming, id, 'remote');
    expect(await blobsOf(running.folder)).not.toEqual(before);
    await hong.call('messages.recall', { id });
    await expect.poll(() => blobsOf(running.folder)).toEqual(before);
  });
});

it('the part of a paused download goes when the file expires', async () => {
  const clock = { later: 0 };
  const now = () => Date.now() + clock.later;
  const { server } = await startTestServer({}, { wallClock: now });
  const network = await CuttableNetwork.start(server.port);
  const [ming, hong] = await Promise.all([startCore({ now }), startCore({ now })]);
  await registerAndLogin(ming, server, 'ming');
  await registerAndLogin(
    hong,
    { invitation: server.invitation.replace(`:${server.port}`, `:${network.port}`) },
    'hong',
  );
  await befriend(ming, hong);
  const { id: message } = await sendFile(ming, accountOf(hong), { name: 'long.bin', bytes: long });
  await attachmentIn(hong, message, 'remote');
  const cut = network.cutAfter('client', 2 * MIB);
  await hong.call('attachments.start', { message });
  await cut;
  await hong.call('attachments.pause', { message });
  await attachmentIn(hong, message, 'paused');
  expect(await readdir(receivedBy(hong))).toEqual(['long.bin.part']);
  await hong.close();
  clock.later = 8 * DAY_MS;
  const again = await startCore({ folder: hong.installation.folder, now });
  await reopen(again);
  await attachmentIn(again, message, 'expired');
  await expect.poll(() => readdir(receivedBy(again))).toEqual([]);
});

describeUnless(noLinks, 'a received file that the system says nothing of', () => {
  it('is not counted, and the others are', async () => {
    const { hong, folder } = await withReceived('a.txt', 'b.txt');
    await loop(folder, 'a.txt');
    expect(await hong.call('attachments.space', {})).toMatchObject({ received: content.length });
  });

  it('is not sent on from here, but from where it lies also', async () => {
    const clock = { later: 0 };
    const { server } = await startTestServer({}, { wallClock: () => Date.now() + clock.later });
    const { ming, hong } = await twoFriends(server);
    const { id } = await sendFile(ming, accountOf(hong), { name: 'a.txt', bytes: content });
    await fetch(hong, id);
    await hong.call('messages.forward', { ids: [id], to: [accountOf(hong)] });
    const [copy] = await messagesWith(hong, accountOf(hong));
    if (!copy) throw new Error('nothing was forwarded');
    await seen(hong, copy.id, ({ state }) => state === 'sent');
    await fetch(hong, copy.id);
    await loop(receivedBy(hong), 'a.txt');
    clock.later = 8 * DAY_MS;
    await hong.call('messages.forward', { ids: [id], to: [accountOf(ming)] });
    const again = (await messagesWith(hong, accountOf(ming))).at(-1)?.id ?? id;
    await attachmentIn(ming, again, 'remote');
  });
});

/** Something in the place of a file that cannot be looked at, as on a share that is away. */
async function loop(folder: string, name: string): Promise<void> {
  await rm(join(folder, name));
  await symlink(name, join(folder, name));
}
