import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { AttachmentState } from '../../src-main/contract/attachment.ts';
import { listenTo } from '../../src-main/contract/listen.ts';
import type { MessageId } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import { attachmentIn, sealedFiles, sendFile, shown, stage } from '../support/attachments.ts';
import {
  accountOf,
  befriend,
  isOnline,
  logIn,
  registerAndLogin,
  seen,
  startCore,
  trustServer,
  twoFriends,
  waitFor,
} from '../support/core.ts';
import { peopleAround, roomOf } from '../support/rooms.ts';
import { startTestServer } from '../support/server.ts';

const content = randomBytes(700_000);

function receivedBy(core: Core): string {
  return join(core.installation.folder, 'received');
}

/** Fetches a file; where it is then. */
async function fetchFile(core: Core, message: MessageId, name: string): Promise<Buffer> {
  await attachmentIn(core, message, 'remote');
  await core.call('attachments.start', { message });
  await attachmentIn(core, message, 'here');
  return readFile(join(receivedBy(core), name));
}

describe('a file', () => {
  it('goes both ways in a chat, with its caption, and is put among the received files', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const sent = await sendFile(ming, accountOf(hong), { name: 'harbour map.pdf', bytes: content, caption: 'look' });
    expect(sent).toMatchObject({
      text: 'look',
      state: 'sending',
      attachment: { kind: 'file', name: 'harbour map.pdf', size: content.length, state: 'uploading' },
    });
    expect(await fetchFile(hong, sent.id, 'harbour map.pdf')).toEqual(content);
    expect(await seen(hong, sent.id)).toMatchObject({ text: 'look', kind: 'text', attachment: { state: 'here' } });
    await seen(ming, sent.id, ({ state }) => state === 'delivered');
    expect((await attachmentIn(ming, sent.id, 'remote')).attachment?.expiresAt).toBeGreaterThan(Date.now());

    const back = await sendFile(hong, accountOf(ming), { name: 'harbour map.pdf', bytes: content.subarray(5) });
    expect(await fetchFile(ming, back.id, 'harbour map.pdf')).toEqual(content.subarray(5));
    expect((await ming.call('attachments.space', {})).received).toBe(content.length - 5);
    expect((await hong.call('conversations.open', { id: accountOf(ming) })).last).toMatchObject({
      text: '',
      attachment: { kind: 'file', name: 'harbour map.pdf' },
    });
  });

  it('goes to all members of a room', async () => {
    const { server } = await startTestServer();
    const [ming, hong, yang] = await peopleAround(server, ['ming', 'hong', 'yang']);
    if (!ming || !hong || !yang) throw new Error('three were asked for');
    const room = await roomOf(ming, [hong, yang]);
    const sent = await sendFile(hong, room, { name: 'a.txt', bytes: content });
    expect(await fetchFile(ming, sent.id, 'a.txt')).toEqual(content);
    expect(await fetchFile(yang, sent.id, 'a.txt')).toEqual(content);
  });

  it('is said to be on its way while it is, and leaves nothing sealed with its sender', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const told: string[] = [];
    listenTo(ming, 'transfer', ({ direction, stage, done, total }) =>
      told.push(`${direction} ${stage} ${done}/${total}`),
    );
    listenTo(ming, 'transferEnded', (id) => told.push(id));
    const sent = await sendFile(ming, accountOf(hong), { name: 'a.txt', bytes: content });
    await attachmentIn(ming, sent.id, 'remote');
    expect(told[0]).toBe(`up waiting 0/${content.length}`);
    expect(told.at(-2)).toBe(`up running ${content.length}/${content.length}`);
    expect(told.at(-1)).toBe(sent.id);
    expect(await ming.call('attachments.transfers', {})).toEqual([]);
    await waitFor(ming, async () => ((await sealedFiles(ming)).length === 0 ? true : undefined));
  });

  it('never writes over another, and has a name that is safe', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    await hong.call('attachments.show', {}).catch(() => undefined);
    await writeFile(join(receivedBy(hong), 'a.txt'), 'mine');
    const sent = await sendFile(ming, accountOf(hong), { name: '../../a.txt', bytes: content });
    expect(sent.attachment?.name).toBe('a.txt');
    expect(await fetchFile(hong, sent.id, 'a (2).txt')).toEqual(content);
    expect(await readFile(join(receivedBy(hong), 'a.txt'), 'utf8')).toBe('mine');
    const device = await sendFile(ming, accountOf(hong), { name: 'CON.txt', bytes: content });
    expect(await fetchFile(hong, device.id, '_CON.txt')).toEqual(content);
    expect((await readdir(receivedBy(hong))).toSorted()).toEqual(['_CON.txt', 'a (2).txt', 'a.txt']);
  });

  it('is opened by the system, and shown in its folder; a program is shown only', async () => {
    const { server } = await startTestServer();
    const opened: string[] = [];
    const opener = {
      open: async (path: string) => void opened.push(`open ${path}`),
      show: async (path: string) => void opened.push(`show ${path}`),
    };
    const [ming, hong] = [await startCore(), await startCore({ opener })];
    await registerAndLogin(ming, server, 'ming');
    await registerAndLogin(hong, server, 'hong');
    await befriend(ming, hong);
    const { id: text } = await sendFile(ming, accountOf(hong), { name: 'a.txt', bytes: content });
    const { id: program } = await sendFile(ming, accountOf(hong), { name: 'game.txt.exe', bytes: content });
    await fetchFile(hong, text, 'a.txt');
    await fetchFile(hong, program, 'game.txt.exe');
    await hong.call('attachments.open', { message: text });
    await expect(hong.call('attachments.open', { message: program })).rejects.toMatchObject({ code: 'not-opened' });
    const disguised = { name: 'letter', bytes: Buffer.concat([Buffer.from('MZ'), content]) };
    const { id: letter } = await sendFile(ming, accountOf(hong), disguised);
    await fetchFile(hong, letter, 'letter');
    await expect(hong.call('attachments.open', { message: letter })).rejects.toMatchObject({ code: 'not-opened' });
    await hong.call('attachments.deleteHere', { messages: [letter] });
    await hong.call('attachments.show', { message: program });
    await hong.call('attachments.show', {});
    const folder = receivedBy(hong);
    expect(opened).toEqual([`open ${folder}/a.txt`, `show ${folder}/game.txt.exe`, `open ${folder}`]);
    await expect(ming.call('attachments.show', {})).rejects.toMatchObject({ code: 'not-opened' });
    const { files } = await hong.call('attachments.list', { query: 'GAME', limit: 10 });
    expect(files).toMatchObject([{ message: program, own: false, attachment: { state: 'here' } }]);
    await hong.call('attachments.deleteHere', { messages: [program] });
    await attachmentIn(hong, program, 'remote');
    await expect.poll(() => readdir(folder)).toEqual(['a.txt']);
  });

  it('that has vanished from its folder can be fetched again', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const { id } = await sendFile(ming, accountOf(hong), { name: 'a.txt', bytes: content });
    await fetchFile(hong, id, 'a.txt');
    await rm(join(receivedBy(hong), 'a.txt'));
    await expect(hong.call('attachments.open', { message: id })).rejects.toMatchObject({ code: 'file-gone' });
    expect(await fetchFile(hong, id, 'a.txt')).toEqual(content);
  });
});

describe('a picture', () => {
  it('comes with a small one at once, and as a whole by itself; nothing but sealed bytes lies here', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const jpeg = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#3366aa' } })
      .withExif({ IFD0: { Artist: 'SECRET' } })
      .jpeg()
      .toBuffer();
    const states: AttachmentState[] = [];
    listenTo(hong, 'messages', (all) => states.push(...all.flatMap(({ attachment }) => attachment?.state ?? [])));
    const { id: staged, picture } = await stage(ming, 'sea.jpg', jpeg);
    expect(picture).toEqual({ width: 600, height: 400 });
    expect(await shown(ming, { of: 'staged', id: staged, part: 'thumbnail' })).toMatchObject({ type: 'image/webp' });
    const to = accountOf(hong);
    const sent = await ming.call('attachments.send', { conversation: to, staged, kind: 'picture', caption: '' });
    expect(sent.attachment).toMatchObject({ width: 600, height: 400, hasThumbnail: true, type: 'image/jpeg' });
    await attachmentIn(hong, sent.id, 'here');
    expect(states[0]).toBe('downloading');
    const full = await shown(hong, { of: 'message', id: sent.id, part: 'full' });
    expect(full?.type).toBe('image/jpeg');
    expect(full?.bytes.includes('SECRET')).toBe(false);
    expect(full).toEqual(await shown(ming, { of: 'message', id: sent.id, part: 'full' }));
    expect(await shown(hong, { of: 'message', id: sent.id, part: 'thumbnail' })).toMatchObject({ type: 'image/webp' });
    expect(await sealedFiles(hong)).toHaveLength(1);
    expect(await hong.call('attachments.save', { message: sent.id })).toEqual({ name: 'sea.jpg' });
    expect(await readFile(join(receivedBy(hong), 'sea.jpg'))).toEqual(full?.bytes);
  });

  it('goes when the person wants the place, and comes back', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const png = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#3366aa' } })
      .png()
      .toBuffer();
    const { id } = await sendFile(ming, accountOf(hong), { name: 'a.png', bytes: png, kind: 'picture' });
    await attachmentIn(hong, id, 'here');
    await hong.call('attachments.clearCache', {});
    await attachmentIn(hong, id, 'remote');
    expect(await sealedFiles(hong)).toEqual([]);
    expect(await shown(hong, { of: 'message', id, part: 'full' })).toBeUndefined();
    await hong.call('attachments.start', { message: id });
    await attachmentIn(hong, id, 'here');
    await hong.call('attachments.deleteHere', { messages: [id] });
    await attachmentIn(hong, id, 'remote');
  });
});

describe('saved messages', () => {
  it('bring their files to the other device', async () => {
    const { server } = await startTestServer();
    const { ming: desk } = await twoFriends(server);
    const laptop = await startCore({ deviceName: 'laptop' });
    await trustServer(laptop, server);
    await logIn(laptop, 'ming');
    await isOnline(laptop);
    await logIn(desk, 'ming');
    const sent = await sendFile(desk, accountOf(desk), { name: 'notes.txt', bytes: content });
    await seen(desk, sent.id, ({ state }) => state === 'sent');
    await logIn(laptop, 'ming');
    expect(await fetchFile(laptop, sent.id, 'notes.txt')).toEqual(content);
  });
});
