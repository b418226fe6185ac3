import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConversationId, Message, MessageId } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import type { NewAttachment } from '../../src-main/core/store/attachment-rows.ts';
import { attachmentIn, bytesOf, sealedFiles, sendFile, shown } from '../support/attachments.ts';
import {
  accountOf,
  befriend,
  isOnline,
  messagesWith,
  registerAndLogin,
  seen,
  startCore,
  waitFor,
} from '../support/core.ts';
import { CuttableNetwork } from '../support/cuttable-network.ts';
import { itUnless, noLinks } from '../support/needs.ts';
import { fourFields } from '../support/picture-files.ts';
import { startTestServer } from '../support/server.ts';

const MIB = 1024 * 1024;
const DAY_MS = 24 * 3600_000;
const content = randomBytes(300_000);
/** enough to be in the middle of it for a while */
const long = randomBytes(24 * MIB + 1);

/** Hong, a friend of Ming and of Yang, whose way to the server can be cut. The server's clock is not theirs. */
async function hongBetween() {
  const clock = { later: 0 };
  const { server } = await startTestServer({}, { wallClock: () => Date.now() + clock.later });
  const network = await CuttableNetwork.start(server.port);
  const apart = { invitation: server.invitation.replace(`:${server.port}`, `:${network.port}`) };
  const log: string[] = [];
  const [ming, hong, yang] = await Promise.all([
    startCore(),
    startCore({ log: (line) => void log.push(line) }),
    startCore(),
  ]);
  await registerAndLogin(ming, server, 'ming');
  await registerAndLogin(hong, apart, 'hong');
  await registerAndLogin(yang, server, 'yang');
  await befriend(hong, ming);
  await befriend(hong, yang);
  return { clock, network, log, ming, hong, yang };
}

async function disconnect(core: Core, network: CuttableNetwork): Promise<void> {
  network.refusals = Number.POSITIVE_INFINITY;
  network.cut();
  await waitFor(core, () => (core.account.connection.state.state === 'online' ? undefined : true));
}

async function reconnect(core: Core, network: CuttableNetwork): Promise<void> {
  network.refusals = 0;
  await core.call('connection.retry', {});
  await isOnline(core);
}

function received(core: Core, name: string): string {
  return join(core.installation.folder, 'received', name);
}

async function fetch(core: Core, message: MessageId): Promise<void> {
  await core.call('attachments.start', { message });
  await attachmentIn(core, message, 'here');
}

/** The message it is then. */
async function forward(core: Core, id: MessageId, to: ConversationId): Promise<Message> {
  await core.call('messages.forward', { ids: [id], to: [to] });
  return lastOf(core, to);
}

async function lastOf(core: Core, conversation: ConversationId): Promise<Message> {
  const last = (await messagesWith(core, conversation)).at(-1);
  if (!last) throw new Error('there is no message');
  return last;
}

function isSent(core: Core, id: MessageId): Promise<Message> {
  return seen(core, id, ({ state }) => state === 'sent' || state === 'delivered');
}

async function sendPicture(from: Core, to: Core): Promise<{ id: MessageId; bytes: Buffer }> {
  const bytes = await fourFields().png().toBuffer();
  const { id } = await sendFile(from, accountOf(to), { name: 'a.png', bytes, kind: 'picture' });
  await attachmentIn(to, id, 'here');
  return { id, bytes };
}

describe('what waits to be shared with one more chat', () => {
  it('may go from here meanwhile: it can be fetched again', async () => {
    const { network, ming, hong } = await hongBetween();
    const { id } = await sendPicture(ming, hong);
    await disconnect(hong, network);
    const saved = await forward(hong, id, accountOf(hong));
    await hong.call('attachments.clearCache', {});
    await attachmentIn(hong, saved.id, 'remote');
    await reconnect(hong, network);
    expect((await isSent(hong, saved.id)).attachment?.state).toBe('remote');
    await fetch(hong, saved.id);
    expect(await shown(hong, { of: 'message', id: saved.id, part: 'full' })).toMatchObject({ type: 'image/png' });
  });

  it.each(['pause', 'cancel'] as const)('leaves though its download is ended by %s', async (step) => {
    const { network, ming, hong, yang } = await hongBetween();
    const { id } = await sendFile(ming, accountOf(hong), { name: 'a.bin', bytes: content });
    await attachmentIn(hong, id, 'remote');
    await disconnect(hong, network);
    const forwarded = await forward(hong, id, accountOf(yang));
    await hong.call('attachments.start', { message: forwarded.id });
    await attachmentIn(hong, forwarded.id, 'downloading');
    await hong.call(`attachments.${step}`, { message: forwarded.id });
    await attachmentIn(hong, forwarded.id, step === 'pause' ? 'paused' : 'remote');
    await reconnect(hong, network);
    await isSent(hong, forwarded.id);
    await attachmentIn(yang, forwarded.id, 'remote');
    await fetch(hong, forwarded.id);
    expect(await readFile(received(hong, 'a.bin'))).toEqual(content);
  });
});

it('what the server has lost before it was shared neither comes nor leaves', async () => {
  const { clock, network, ming, hong, yang } = await hongBetween();
  const { id } = await sendFile(ming, accountOf(hong), { name: 'a.bin', bytes: content });
  await attachmentIn(hong, id, 'remote');
  await disconnect(hong, network);
  const forwarded = await forward(hong, id, accountOf(yang));
  await hong.call('attachments.start', { message: forwarded.id });
  clock.later = 8 * DAY_MS;
  await reconnect(hong, network);
  const failed = await attachmentIn(hong, forwarded.id, 'upload-failed');
  expect(failed).toMatchObject({ state: 'failed', problem: 'not-uploaded', attachment: { problem: 'lost' } });
  await expect.poll(() => readdir(join(hong.installation.folder, 'received'))).toEqual([]);
  expect(await hong.call('attachments.transfers', {})).toEqual([]);
});

describe('a file that was fetched before its message could leave', () => {
  /** It is on its way from Hong to Yang, who is no friend any more, then fetched, and sent again. */
  async function fetchedAndRetried(before: (parts: Awaited<ReturnType<typeof hongBetween>>) => Promise<void>) {
    const parts = await hongBetween();
    const { network, ming, hong, yang } = parts;
    const { id } = await sendFile(ming, accountOf(hong), { name: 'a.txt', bytes: content });
    await attachmentIn(hong, id, 'remote');
    await disconnect(hong, network);
    const forwarded = await forward(hong, id, accountOf(yang));
    await yang.call('contacts.remove', { account: accountOf(hong), clearHistory: false });
    await reconnect(hong, network);
    expect(await seen(hong, forwarded.id, ({ state }) => state === 'failed')).toMatchObject({ problem: 'not-friends' });
    await fetch(hong, forwarded.id);
    await befriend(hong, yang);
    await before(parts);
    await hong.call('messages.retry', { id: forwarded.id });
    expect((await isSent(hong, forwarded.id)).attachment?.state).toBe('here');
    await attachmentIn(yang, forwarded.id, 'remote');
    return { ...parts, id: forwarded.id };
  }

  it('stays what the person has made of it', async () => {
    const words = 'what Hong wrote into it';
    const { hong, id } = await fetchedAndRetried(({ hong }) => writeFile(received(hong, 'a.txt'), words));
    await hong.call('attachments.start', { message: id });
    await hong.call('messages.delete', { ids: [id] });
    expect(await readFile(received(hong, 'a.txt'), 'utf8')).toBe(words);
  });

  it('is put on the server from where it was received when it is no longer there', async () => {
    const { hong, yang, id } = await fetchedAndRetried(async ({ clock, hong }) => {
      clock.later = 8 * DAY_MS;
      expect(await readFile(received(hong, 'a.txt'))).toEqual(content);
    });
    await fetch(yang, id);
    expect(await readFile(received(yang, 'a.txt'))).toEqual(content);
    expect(await readFile(received(hong, 'a.txt'))).toEqual(content);
    await expect.poll(() => sealedFiles(hong)).toEqual([]);
  });
});

describe('while it is forwarded', () => {
  /** Has something happen between what looks the file up and what stores the message with it. */
  async function forwardWith(core: Core, id: MessageId, meanwhile: () => Promise<unknown>): Promise<Message> {
    const { forwarding } = core.account.attachments;
    return forwarding.carrying([id], async (carried) => {
      await meanwhile();
      return core.account.writing.write(accountOf(core), { text: '', attachment: theOne(carried) });
    });
  }

  function theOne(carried: Map<MessageId, NewAttachment>): NewAttachment {
    const [attachment] = carried.values();
    if (!attachment) throw new Error('nothing is carried');
    return attachment;
  }

  it('a picture stays, though the message that it is from is deleted', async () => {
    const { ming, hong } = await hongBetween();
    const { id, bytes } = await sendPicture(ming, hong);
    const leftOver = async () => (await hong.account.store.run('leftovers')).length;
    const saved = await forwardWith(hong, id, async () => {
      await hong.call('messages.delete', { ids: [id] });
      await expect.poll(leftOver).toBe(0);
    });
    await isSent(hong, saved.id);
    expect(await bytesOf(hong, { of: 'message', id: saved.id, part: 'full' })).toEqual(bytes);
    await hong.call('messages.delete', { ids: [saved.id] });
    await expect.poll(() => sealedFiles(hong)).toEqual([]);
  });

  it('a picture that is deleted meanwhile goes when nothing comes of it', async () => {
    const { ming, hong } = await hongBetween();
    const { id } = await sendPicture(ming, hong);
    const forwarding = forwardWith(hong, id, async () => {
      await hong.call('messages.delete', { ids: [id] });
      throw new Error('not stored');
    });
    await expect(forwarding).rejects.toThrow('not stored');
    await expect.poll(() => sealedFiles(hong)).toEqual([]);
  });

  it('a file of one’s own may get to the server: it is sent on', async () => {
    const { ming, hong } = await hongBetween();
    const { id } = await sendFile(hong, accountOf(ming), { name: 'long.bin', bytes: long });
    await hong.call('attachments.pause', { message: id });
    await attachmentIn(hong, id, 'upload-paused');
    const saved = await forwardWith(hong, id, async () => {
      await hong.call('attachments.start', { message: id });
      await attachmentIn(hong, id, 'remote');
    });
    await isSent(hong, saved.id);
    await expect.poll(() => sealedFiles(hong)).toEqual([]);
  });
});

it('what is paused without a copy here is shared, since the server has it', async () => {
  const { ming, hong, yang } = await hongBetween();
  const { id } = await sendFile(ming, accountOf(hong), { name: 'a.bin', bytes: content });
  await attachmentIn(hong, id, 'remote');
  const forwarded = await forward(hong, id, accountOf(yang));
  await attachmentIn(yang, forwarded.id, 'remote');
  await hong.account.store.run('changeAttachment', { id: forwarded.id, change: { state: 'upload-paused' } });
  await hong.call('attachments.start', { message: forwarded.id });
  await attachmentIn(hong, forwarded.id, 'remote');
});

describe('a picture whose copy here is gone', () => {
  it('can be fetched again', async () => {
    const { ming, hong } = await hongBetween();
    const { id, bytes } = await sendPicture(ming, hong);
    for (const path of await sealedFiles(hong)) await rm(path);
    expect(await shown(hong, { of: 'message', id, part: 'full' })).toBeUndefined();
    await attachmentIn(hong, id, 'remote');
    await fetch(hong, id);
    expect(await bytesOf(hong, { of: 'message', id, part: 'full' })).toEqual(bytes);
  });
});

itUnless(noLinks, 'no name of a received file gets into the log when it cannot be put on the server', async () => {
  const { clock, log, ming, hong, yang } = await hongBetween();
  const name = 'salary of Li Lei.pdf';
  const { id } = await sendFile(ming, accountOf(hong), { name, bytes: content });
  await attachmentIn(hong, id, 'remote');
  await fetch(hong, id);
  clock.later = 8 * DAY_MS;
  await rm(received(hong, name));
  // a failure of the system that says where
  await symlink(name, received(hong, name));
  const forwarded = await forward(hong, id, accountOf(yang));
  await seen(hong, forwarded.id, ({ state }) => state === 'failed');
  expect(log.filter((line) => line.startsWith('upload failed'))).toHaveLength(1);
  expect(log.join('\n')).not.toContain('salary');
});
