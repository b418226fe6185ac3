import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { MessageId } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import { attachmentIn, blobsOf, flipBit, inPieces, sendFile, shown, stage } from '../support/attachments.ts';
import {
  accountOf,
  befriend,
  isOnline,
  messagesWith,
  registerAndLogin,
  reopen,
  seen,
  startCore,
  twoFriends,
} from '../support/core.ts';
import { fourFields } from '../support/picture-files.ts';
import { peopleAround } from '../support/rooms.ts';
import { startTestServer } from '../support/server.ts';

const content = randomBytes(300_000);
const DAY_MS = 24 * 3600_000;

async function picture(): Promise<Buffer> {
  return sharp({ create: { width: 60, height: 40, channels: 3, background: '#3366aa' } })
    .png()
    .toBuffer();
}

async function fetched(core: Core, message: MessageId, name: string): Promise<Buffer> {
  await core.call('attachments.start', { message });
  await attachmentIn(core, message, 'here');
  return readFile(join(core.installation.folder, 'received', name));
}

/** Two friends, with a clock that everybody reads, or the server alone. */
async function twoFriendsInTime({ isShared }: { isShared: boolean }) {
  const clock = { later: 0 };
  const wallClock = () => Date.now() + clock.later;
  const running = await startTestServer({}, { wallClock });
  const now = isShared ? { now: wallClock } : {};
  const [ming, hong] = await Promise.all([startCore(now), startCore(now)]);
  await registerAndLogin(ming, running.server, 'ming');
  await registerAndLogin(hong, running.server, 'hong');
  await befriend(ming, hong);
  return { clock, running, ming, hong };
}

describe('a file that the server does not take', () => {
  it('stays with its message, which says why, until there is place', async () => {
    const running = await startTestServer({ limits: { blobBytes: 100_000 } });
    const { ming, hong } = await twoFriends(running.server);
    const { id } = await sendFile(ming, accountOf(hong), { name: 'a.bin', bytes: content });
    const failed = await seen(ming, id, ({ state }) => state === 'failed');
    expect(failed).toMatchObject({
      problem: 'not-uploaded',
      attachment: { state: 'upload-failed', problem: 'over-quota' },
    });
    await running.restart({});
    await isOnline(ming);
    await ming.call('messages.retry', { id });
    await attachmentIn(hong, id, 'remote');
    expect(await fetched(hong, id, 'a.bin')).toEqual(content);
    expect((await seen(ming, id)).problem).toBeUndefined();
  });

  it('can be discarded with its message, and leaves nothing', async () => {
    const { server } = await startTestServer({ limits: { blobServerBytes: 100_000 } });
    const { ming, hong } = await twoFriends(server);
    const { id } = await sendFile(ming, accountOf(hong), { name: 'a.bin', bytes: content });
    const { attachment } = await seen(ming, id, ({ state }) => state === 'failed');
    expect(attachment?.problem).toBe('server-full');
    await ming.call('messages.discard', { id });
    expect(await messagesWith(ming, accountOf(hong))).toEqual([]);
    expect(await ming.call('attachments.space', {})).toMatchObject({ outgoing: 0 });
  });
});

describe('why the server does not take a file', () => {
  it.each([
    ['it is larger than all that the account may have', { blobBytes: 100_000 }, 'over-quota'],
    ['the account has no place left for it', { blobBytes: 350_000 }, 'quota-full'],
    ['the account has too many', { blobs: 1 }, 'too-many-files'],
    ['nobody has place left', { blobServerBytes: 350_000 }, 'server-full'],
  ])('is told: %s', async (_, limits, problem) => {
    const { server } = await startTestServer({ limits });
    const { ming, hong } = await twoFriends(server);
    const first = await sendFile(ming, accountOf(hong), { name: 'a.bin', bytes: content.subarray(0, 90_000) });
    await attachmentIn(ming, first.id, 'remote');
    const { id } = await sendFile(ming, accountOf(hong), { name: 'b.bin', bytes: content });
    expect((await attachmentIn(ming, id, 'upload-failed')).attachment?.problem).toBe(problem);
  });
});

describe('what is taken in', () => {
  it('is sent once, though what it was made of cannot be deleted', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const { id: staged } = await stage(ming, 'a.jpg', await fourFields().jpeg().toBuffer());
    const refused = Object.assign(new Error('EBUSY'), { code: 'EBUSY', syscall: 'unlink' });
    vi.spyOn(ming.account.attachments.files, 'remove').mockRejectedValueOnce(refused);
    const sending = { conversation: accountOf(hong), staged, kind: 'picture', caption: '' } as const;
    const { id } = await ming.call('attachments.send', sending);
    await attachmentIn(hong, id, 'here');
    await expect(ming.call('attachments.send', sending)).rejects.toMatchObject({ code: 'not-found' });
    expect(await messagesWith(hong, accountOf(ming))).toHaveLength(1);
  });

  it('is refused when there is nothing in it, and is known by its bytes', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const conversation = accountOf(hong);
    await expect(stage(ming, 'a.txt', Buffer.alloc(0))).rejects.toMatchObject({ code: 'empty-file' });
    const broken = (await picture()).subarray(0, 60);
    const { id: staged, pictureProblem } = await stage(ming, 'a.png', broken);
    expect(pictureProblem).toBe('broken');
    const sending = { conversation, staged, caption: '' } as const;
    const asPicture = ming.call('attachments.send', { ...sending, kind: 'picture' });
    await expect(asPicture).rejects.toMatchObject({ code: 'not-picture', details: { problem: 'broken' } });
    const voice = { durationMs: 1000, waveform: [1, 2] };
    const asVoice = ming.call('attachments.send', { ...sending, kind: 'voice', voice });
    await expect(asVoice).rejects.toMatchObject({ code: 'not-voice' });
    expect(await messagesWith(ming, conversation)).toEqual([]);
    const sent = await ming.call('attachments.send', { ...sending, kind: 'file' });
    await attachmentIn(hong, sent.id, 'remote');
    expect(await fetched(hong, sent.id, 'a.png')).toEqual(broken);
    await expect(ming.call('attachments.send', { ...sending, kind: 'file' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('is gone when it is discarded, and nobody can take in anything without an account', async () => {
    const { server } = await startTestServer();
    const { ming } = await twoFriends(server);
    const { id: staged } = await stage(ming, 'a.png', await picture());
    expect(await shown(ming, { of: 'staged', id: staged, part: 'full' })).toMatchObject({ type: 'image/png' });
    await ming.call('attachments.discard', { staged });
    expect(await shown(ming, { of: 'staged', id: staged, part: 'full' })).toBeUndefined();
    const stranger = await startCore();
    await expect(stranger.stage({ name: 'a' }, inPieces(content))).rejects.toMatchObject({ code: 'no-session' });
    expect(await shown(stranger, { of: 'staged', id: staged, part: 'full' })).toBeUndefined();
  });

  it('is shown as a sound only if it is one', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const recording = Buffer.concat([Buffer.from('OggS'), randomBytes(5000)]);
    const sent = await sendFile(ming, accountOf(hong), {
      name: 'voice.ogg',
      bytes: recording,
      kind: 'voice',
      voice: { durationMs: 2500, waveform: [0, 128, 255] },
    });
    const { attachment } = await attachmentIn(hong, sent.id, 'here');
    expect(attachment).toMatchObject({ kind: 'voice', type: 'audio/ogg', durationMs: 2500, waveform: [0, 128, 255] });
    const full = await shown(hong, { of: 'message', id: sent.id, part: 'full' });
    expect(full).toEqual({ type: 'audio/ogg', bytes: recording });
  });
});

describe('a file that cannot be had', () => {
  it('is told from one that can: a flipped bit is found, and nothing of it is kept', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    const { id: message } = await sendFile(ming, accountOf(hong), { name: 'a.bin', bytes: content });
    await attachmentIn(hong, message, 'remote');
    const [blob = ''] = await blobsOf(running.folder);
    await flipBit(blob, 200_000);
    await hong.call('attachments.start', { message });
    const { attachment } = await attachmentIn(hong, message, 'failed');
    expect(attachment?.problem).toBe('damaged');
    await expect.poll(() => readdir(join(hong.installation.folder, 'received'))).toEqual([]);
    await flipBit(blob, 200_000);
    expect(await fetched(hong, message, 'a.bin')).toEqual(content);
  });

  it('has expired, as the message said', async () => {
    const { clock, ming, hong } = await twoFriendsInTime({ isShared: true });
    const { id: message } = await sendFile(ming, accountOf(hong), { name: 'a.bin', bytes: content });
    await attachmentIn(hong, message, 'remote');
    clock.later = 8 * DAY_MS;
    await expect(hong.call('attachments.start', { message })).rejects.toMatchObject({ code: 'file-expired' });
    await attachmentIn(hong, message, 'expired');
    const to = [accountOf(ming)];
    const forwarding = hong.call('messages.forward', { ids: [message], to });
    await expect(forwarding).rejects.toMatchObject({ code: 'file-expired' });
  });

  it('expires while the window is open, though there is no connection', async () => {
    const { clock, running, ming, hong } = await twoFriendsInTime({ isShared: true });
    const { id: message } = await sendFile(ming, accountOf(hong), { name: 'a.bin', bytes: content });
    await attachmentIn(hong, message, 'remote');
    await hong.close();
    await running.server.stop();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const again = await startCore({ folder: hong.installation.folder, now: () => Date.now() + clock.later });
    await reopen(again);
    await attachmentIn(again, message, 'remote');
    clock.later = 8 * DAY_MS;
    vi.advanceTimersByTime(10 * 60_000);
    await attachmentIn(again, message, 'expired');
  });

  it('has expired, though the message said otherwise', async () => {
    const { clock, ming, hong } = await twoFriendsInTime({ isShared: false });
    const { id: message } = await sendFile(ming, accountOf(hong), { name: 'a.bin', bytes: content });
    await attachmentIn(hong, message, 'remote');
    clock.later = 8 * DAY_MS;
    await hong.call('attachments.start', { message });
    await attachmentIn(hong, message, 'expired');
  });
});

describe('forwarding', () => {
  it('shares the same file with others, who know the first sender not', async () => {
    const running = await startTestServer();
    const [ming, hong, yang] = await peopleAround(running.server, ['ming', 'hong', 'yang']);
    if (!ming || !hong || !yang) throw new Error('three were asked for');
    const { id } = await sendFile(hong, accountOf(ming), { name: 'a.bin', bytes: content, caption: 'see' });
    await attachmentIn(ming, id, 'remote');
    await ming.call('messages.forward', { ids: [id], to: [accountOf(yang), accountOf(ming)] });
    const [forwarded] = await messagesWith(ming, accountOf(yang));
    if (!forwarded) throw new Error('nothing was forwarded');
    expect(await attachmentIn(yang, forwarded.id, 'remote')).toMatchObject({ text: 'see', own: false });
    expect(await fetched(yang, forwarded.id, 'a.bin')).toEqual(content);
    expect(await blobsOf(running.folder)).toHaveLength(1);
    await ming.call('messages.forward', {
      ids: [forwarded.id, id],
      to: [accountOf(hong)],
      merged: { title: 'two', names: {} },
    });
    const { merged } = await seen(ming, (await messagesWith(ming, accountOf(hong))).at(-1)?.id ?? id);
    expect(merged?.items.map(({ text }) => text)).toEqual(['see', 'see']);
  });

  it('puts a picture on the server again that has been forgotten there', async () => {
    const { clock, ming, hong } = await twoFriendsInTime({ isShared: false });
    const png = await picture();
    const { id } = await sendFile(ming, accountOf(hong), { name: 'a.png', bytes: png, kind: 'picture' });
    await attachmentIn(hong, id, 'here');
    clock.later = 8 * DAY_MS;
    await hong.call('messages.forward', { ids: [id], to: [accountOf(ming)] });
    const again = (await messagesWith(hong, accountOf(ming))).at(-1)?.id ?? id;
    expect(again).not.toBe(id);
    await attachmentIn(ming, again, 'here');
    expect(await shown(ming, { of: 'message', id: again, part: 'full' })).toMatchObject({ type: 'image/png' });
  });
});

describe('a recall', () => {
  it('takes the file back from the server and from where it was fetched to', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    const { id } = await sendFile(ming, accountOf(hong), { name: 'a.png', bytes: await picture(), kind: 'picture' });
    await attachmentIn(hong, id, 'here');
    await ming.call('messages.recall', { id });
    const recalled = await seen(hong, id, ({ kind }) => kind === 'recalled');
    expect(recalled.attachment).toBeUndefined();
    await expect.poll(() => blobsOf(running.folder)).toEqual([]);
    expect(await shown(hong, { of: 'message', id, part: 'full' })).toBeUndefined();
    expect(await shown(hong, { of: 'message', id, part: 'thumbnail' })).toBeUndefined();
    await expect.poll(async () => (await hong.call('attachments.space', {})).cache).toBe(0);
    expect(await hong.call('attachments.list', { limit: 10 })).toEqual({ files: [], more: false });
  });

  it('leaves what was forwarded', async () => {
    const running = await startTestServer();
    const [ming, hong, yang] = await peopleAround(running.server, ['ming', 'hong', 'yang']);
    if (!ming || !hong || !yang) throw new Error('three were asked for');
    const { id } = await sendFile(ming, accountOf(hong), { name: 'a.bin', bytes: content });
    await attachmentIn(hong, id, 'remote');
    await ming.call('messages.forward', { ids: [id], to: [accountOf(yang)] });
    const [forwarded] = await messagesWith(ming, accountOf(yang));
    await ming.call('messages.recall', { id });
    await seen(hong, id, ({ kind }) => kind === 'recalled');
    if (!forwarded) throw new Error('nothing was forwarded');
    await attachmentIn(yang, forwarded.id, 'remote');
    expect(await fetched(yang, forwarded.id, 'a.bin')).toEqual(content);
  });
});
