import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ConversationId, Message, MessageId } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import { attachmentIn, blobsOf, bytesOf, sealedFiles, sendFile, stage } from '../support/attachments.ts';
import { accountOf, befriend, messagesWith, registerAndLogin, reopen, seen, startCore } from '../support/core.ts';
import { CuttableNetwork } from '../support/cuttable-network.ts';
import { pngFile } from '../support/png-files.ts';
import { startTestServer } from '../support/server.ts';

const MIB = 1024 * 1024;
const DAY_MS = 24 * 3600_000;
const content = randomBytes(700_000);
/** enough to be in the middle of it for a while */
const long = randomBytes(24 * MIB + 1);
const sound = Buffer.concat([Buffer.from('OggS'), randomBytes(5000)]);

/** Hong, who is a friend of Ming and of Yang, with a clock that the server reads and, if it is shared, all of them. */
async function hongBetween({ isShared }: { isShared: boolean }) {
  const clock = { later: 0 };
  const wallClock = () => Date.now() + clock.later;
  const running = await startTestServer({}, { wallClock });
  const { server } = running;
  const network = await CuttableNetwork.start(server.port);
  const apart = { invitation: server.invitation.replace(`:${server.port}`, `:${network.port}`) };
  const now = isShared ? { now: wallClock } : {};
  const [ming, hong, yang] = await Promise.all([startCore(now), startCore(now), startCore(now)]);
  await registerAndLogin(ming, server, 'ming');
  await registerAndLogin(hong, apart, 'hong');
  await registerAndLogin(yang, server, 'yang');
  await befriend(hong, ming);
  await befriend(hong, yang);
  return { clock, now, running, network, ming, hong, yang };
}

function received(core: Core, name: string): string {
  return join(core.installation.folder, 'received', name);
}

async function fetched(core: Core, message: MessageId, name: string): Promise<Buffer> {
  await attachmentIn(core, message, 'remote');
  await core.call('attachments.start', { message });
  await attachmentIn(core, message, 'here');
  return readFile(received(core, name));
}

/** Sends a file that is received at once. */
async function sendAndFetch(from: Core, to: Core, { name, bytes }: { name: string; bytes: Buffer }) {
  const { id } = await sendFile(from, accountOf(to), { name, bytes, caption: 'see' });
  expect((await fetched(to, id, name)).equals(bytes)).toBe(true);
  return id;
}

/** The message it is then. */
async function forward(core: Core, id: MessageId, to: ConversationId): Promise<Message> {
  await core.call('messages.forward', { ids: [id], to: [to] });
  const last = (await messagesWith(core, to)).at(-1);
  if (!last) throw new Error('nothing was forwarded');
  return last;
}

describe('what the server has forgotten, as everybody knows', () => {
  it('is put there anew when a picture or sound is forwarded, with all that belongs to it', async () => {
    const { clock, ming, hong, yang } = await hongBetween({ isShared: true });
    const [to, onwards] = [accountOf(hong), accountOf(yang)];
    const png = pngFile({ width: 60, height: 50, colourType: 2, depth: 8 });
    const { id: staged } = await stage(ming, 'sea.png', png);
    const hiding = { text: '八点', password: '', readableBy: 'chat' } as const;
    const hidden = await ming.call('hidden.hide', { staged, ...hiding });
    const sending = { conversation: to, staged: hidden.id, kind: 'picture', caption: 'look' } as const;
    const picture = await ming.call('attachments.send', sending);
    const voice = { durationMs: 1200, waveform: [1, 2, 3] };
    const spoken = await sendFile(ming, to, { name: 'voice.ogg', bytes: sound, kind: 'voice', voice });
    for (const { id } of [picture, spoken]) await attachmentIn(hong, id, 'here');
    clock.later = 8 * DAY_MS;
    const pictureThere = await attachmentIn(yang, (await forward(hong, picture.id, onwards)).id, 'here');
    const voiceThere = await attachmentIn(yang, (await forward(hong, spoken.id, onwards)).id, 'here');
    expect(pictureThere).toMatchObject({
      text: 'look',
      attachment: { kind: 'picture', hasThumbnail: true, hidesText: true },
    });
    const shownAt = (core: Core, id: MessageId) => bytesOf(core, { of: 'message', id, part: 'full' });
    expect(await shownAt(yang, pictureThere.id)).toEqual(await shownAt(hong, picture.id));
    const revealing = { of: { message: pictureThere.id }, password: '' };
    expect(await yang.call('hidden.reveal', revealing)).toEqual({ text: '八点' });
    expect(voiceThere.attachment).toMatchObject({ kind: 'voice', ...voice });
    expect(await shownAt(yang, voiceThere.id)).toEqual(sound);
  });

  it('is sealed under another key when a received file is forwarded, to several at once', async () => {
    const { clock, running, ming, hong, yang } = await hongBetween({ isShared: true });
    const id = await sendAndFetch(ming, hong, { name: 'a.bin', bytes: content });
    const [old = ''] = await blobsOf(running.folder);
    const before = await readFile(old);
    clock.later = 8 * DAY_MS;
    await hong.call('messages.forward', { ids: [id], to: [accountOf(yang), accountOf(ming)] });
    for (const core of [yang, ming]) {
      const [forwarded] = (await messagesWith(hong, accountOf(core))).slice(-1);
      if (!forwarded) throw new Error('nothing was forwarded');
      expect(await attachmentIn(core, forwarded.id, 'remote')).toMatchObject({ text: 'see' });
      expect(await fetched(core, forwarded.id, 'a.bin')).toEqual(content);
    }
    const fresh = (await blobsOf(running.folder)).filter((path) => path !== old);
    const sealed = await Promise.all(fresh.map((path) => readFile(path)));
    expect(sealed.length).toBeGreaterThan(0);
    for (const bytes of sealed) expect(bytes.equals(before)).toBe(false);
    await expect.poll(() => sealedFiles(hong)).toEqual([]);
    expect(await readFile(received(hong, 'a.bin'))).toEqual(content);
  });

  it('goes on its way again after a restart', async () => {
    const { clock, now, network, ming, hong, yang } = await hongBetween({ isShared: true });
    const id = await sendAndFetch(ming, hong, { name: 'long.bin', bytes: long });
    clock.later = 8 * DAY_MS;
    const cut = network.cutAfter('server', 2 * MIB);
    const forwarded = await forward(hong, id, accountOf(yang));
    await cut;
    await hong.close();
    const again = await startCore({ ...now, folder: hong.installation.folder });
    await reopen(again);
    expect((await fetched(yang, forwarded.id, 'long.bin')).equals(long)).toBe(true);
  });

  it('is not forwarded when it has been moved or changed here, and is once it is back', async () => {
    const { clock, ming, hong, yang } = await hongBetween({ isShared: true });
    const id = await sendAndFetch(ming, hong, { name: 'a.bin', bytes: content });
    const gone = await sendAndFetch(ming, hong, { name: 'b.bin', bytes: content.subarray(1) });
    clock.later = 8 * DAY_MS;
    const path = received(hong, 'a.bin');
    const to = [accountOf(yang)];
    const changed = Buffer.from(content);
    changed[300_000] = (changed[300_000] ?? 0) ^ 1;
    for (const other of [changed, Buffer.concat([content, content]), content.subarray(5), Buffer.alloc(0)]) {
      await writeFile(path, other);
      const forwarding = hong.call('messages.forward', { ids: [id], to });
      await expect(forwarding).rejects.toMatchObject({ code: 'file-expired' });
      expect(await readFile(path)).toEqual(other);
    }
    await rm(received(hong, 'b.bin'));
    await writeFile(path, content);
    const forwarding = hong.call('messages.forward', { ids: [id, gone], to });
    await expect(forwarding).rejects.toMatchObject({ code: 'file-expired' });
    await attachmentIn(hong, gone, 'expired');
    expect(await messagesWith(hong, accountOf(yang))).toEqual([]);
    expect(await sealedFiles(hong)).toEqual([]);
    const forwarded = await forward(hong, id, accountOf(yang));
    expect(await fetched(yang, forwarded.id, 'a.bin')).toEqual(content);
  });
});

describe('what the server has forgotten before its time', () => {
  it('is put there anew when a received file is forwarded', async () => {
    const { clock, ming, hong, yang } = await hongBetween({ isShared: false });
    const id = await sendAndFetch(ming, hong, { name: 'a.bin', bytes: content });
    clock.later = 8 * DAY_MS;
    const forwarded = await forward(hong, id, accountOf(yang));
    expect(await fetched(yang, forwarded.id, 'a.bin')).toEqual(content);
    await expect.poll(() => sealedFiles(hong)).toEqual([]);
  });

  it('is put there anew when its first sender has taken it back', async () => {
    const { running, ming, hong, yang } = await hongBetween({ isShared: false });
    const png = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#36a' } })
      .png()
      .toBuffer();
    const to = { hong: accountOf(hong), yang: accountOf(yang) };
    const file = await sendFile(ming, to.hong, { name: 'a.bin', bytes: content });
    const picture = await sendFile(ming, to.hong, { name: 'a.png', bytes: png, kind: 'picture' });
    await attachmentIn(hong, file.id, 'remote');
    await attachmentIn(hong, picture.id, 'here');
    const given = {
      file: await forward(hong, file.id, to.yang),
      picture: await forward(hong, picture.id, to.yang),
    };
    await fetched(yang, given.file.id, 'a.bin');
    await attachmentIn(yang, given.picture.id, 'here');
    for (const { id } of [file, picture]) await ming.call('messages.recall', { id });
    await expect.poll(() => blobsOf(running.folder)).toEqual([]);
    const back = {
      file: await forward(yang, given.file.id, to.hong),
      picture: await forward(yang, given.picture.id, to.hong),
    };
    expect(await fetched(hong, back.file.id, 'a.bin')).toEqual(content);
    await attachmentIn(hong, back.picture.id, 'here');
    expect(await bytesOf(hong, { of: 'message', id: back.picture.id, part: 'full' })).toEqual(png);
  });

  it('stays with its message, which says so, while it is not here', async () => {
    const { clock, ming, hong, yang } = await hongBetween({ isShared: false });
    const id = await sendAndFetch(ming, hong, { name: 'a.bin', bytes: content });
    clock.later = 8 * DAY_MS;
    const path = received(hong, 'a.bin');
    const kept = `${path}.kept`;
    await rename(path, kept);
    await writeFile(path, randomBytes(content.length));
    const forwarded = await forward(hong, id, accountOf(yang));
    const failed = await seen(hong, forwarded.id, ({ state }) => state === 'failed');
    expect(failed).toMatchObject({
      problem: 'not-uploaded',
      attachment: { state: 'upload-failed', problem: 'lost' },
    });
    expect(await messagesWith(yang, accountOf(hong))).toEqual([]);
    await rename(kept, path);
    await hong.call('messages.retry', { id: forwarded.id });
    expect(await fetched(yang, forwarded.id, 'a.bin')).toEqual(content);
  });
});

it('what the server still has is shared, though it is here as well', async () => {
  const { running, ming, hong, yang } = await hongBetween({ isShared: true });
  const id = await sendAndFetch(ming, hong, { name: 'a.bin', bytes: content });
  const blobs = await blobsOf(running.folder);
  const forwarded = await forward(hong, id, accountOf(yang));
  expect(await fetched(yang, forwarded.id, 'a.bin')).toEqual(content);
  expect(await blobsOf(running.folder)).toEqual(blobs);
  expect(await sealedFiles(hong)).toEqual([]);
});
