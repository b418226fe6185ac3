import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import { attachmentIn, blobsOf, sealedFiles, sendFile, shown, stage } from '../support/attachments.ts';
import {
  accountOf,
  befriend,
  isOnline,
  lastAccount,
  logIn,
  messagesWith,
  PASSWORD,
  registerAndLogin,
  seen,
  startCore,
  trustServer,
  twoFriends,
  waitFor,
} from '../support/core.ts';
import { fourFields } from '../support/picture-files.ts';
import { pngFile } from '../support/png-files.ts';
import { peopleAround, roomOf } from '../support/rooms.ts';
import { startTestServer } from '../support/server.ts';

const MIB = 1024 * 1024;
const long = randomBytes(24 * MIB + 1);
const short = randomBytes(300_000);
const sound = Buffer.concat([Buffer.from('\x1a\x45\xdf\xa3....webm....', 'latin1'), randomBytes(5000)]);

/** Begins to send a long file and pauses it in the middle. */
async function pausedUpload(from: Core, to: Core): Promise<Message> {
  const message = await sendFile(from, accountOf(to), { name: 'long.bin', bytes: long });
  await from.call('attachments.pause', { message: message.id });
  return attachmentIn(from, message.id, 'upload-paused');
}

describe('while a file is on its way', () => {
  it('a friendship may end: the message says so, and leaves once they are friends again', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const { id } = await pausedUpload(ming, hong);
    await hong.call('contacts.remove', { account: accountOf(ming), clearHistory: false });
    await waitFor(ming, async () => ((await ming.call('contacts.list', {})).length === 0 ? true : undefined));
    await ming.call('attachments.start', { message: id });
    expect((await seen(ming, id, ({ state }) => state === 'failed')).problem).toBe('not-friends');
    await befriend(ming, hong);
    await ming.call('messages.retry', { id });
    await attachmentIn(hong, id, 'remote');
    await hong.call('attachments.start', { message: id });
    await attachmentIn(hong, id, 'here');
  });

  it('the account may be locked, and unlocked later', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const { id } = await sendFile(ming, accountOf(hong), { name: 'long.bin', bytes: long });
    await ming.call('account.lock', {});
    await ming.call('account.unlock', { ...lastAccount(ming), password: PASSWORD });
    await attachmentIn(hong, id, 'remote');
    await hong.call('attachments.start', { message: id });
    await hong.call('account.lock', {});
    await hong.call('account.unlock', { ...lastAccount(hong), password: PASSWORD });
    await attachmentIn(hong, id, 'here');
  });

  it('another account may be used', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const { id } = await sendFile(ming, accountOf(hong), { name: 'long.bin', bytes: long });
    const first = lastAccount(ming);
    await ming.call('account.lock', {});
    await registerAndLogin(ming, server, 'yang');
    expect(await ming.call('attachments.transfers', {})).toEqual([]);
    await ming.call('account.logout', {});
    await ming.call('account.unlock', { ...first, password: PASSWORD });
    await attachmentIn(hong, id, 'remote');
  });

  it('its chat may be cleared: nothing is left of it, here or there', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    await sendFile(ming, accountOf(hong), { name: 'long.bin', bytes: long });
    await ming.call('conversations.clear', { id: accountOf(hong) });
    await expect.poll(() => blobsOf(running.folder)).toEqual([]);
    await expect.poll(() => sealedFiles(ming)).toEqual([]);
    expect(await ming.call('attachments.transfers', {})).toEqual([]);
    expect(await messagesWith(hong, accountOf(ming))).toEqual([]);
  });

  it('its friend may be removed with the history', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    await sendFile(ming, accountOf(hong), { name: 'long.bin', bytes: long });
    await ming.call('contacts.remove', { account: accountOf(hong), clearHistory: true });
    await expect.poll(() => blobsOf(running.folder)).toEqual([]);
    await expect.poll(() => sealedFiles(ming)).toEqual([]);
  });
});

describe('what is forwarded', () => {
  it('of each kind goes to saved messages and to a room', async () => {
    const { server } = await startTestServer();
    const [ming, hong, yang] = await peopleAround(server, ['ming', 'hong', 'yang']);
    if (!ming || !hong || !yang) throw new Error('three were asked for');
    const room = await roomOf(ming, [yang]);
    const to = accountOf(ming);
    const carrier = await stage(hong, 'meer.png', pngFile({ width: 60, height: 50, colourType: 2, depth: 8 }));
    const hidden = await hong.call('hidden.hide', {
      staged: carrier.id,
      text: '八点',
      password: '',
      readableBy: 'chat',
    });
    const sticker = await stage(hong, 's.png', await fourFields().png().toBuffer());
    const added = await hong.call('stickers.add', { of: { staged: sticker.id } });
    const sent = [
      await sendFile(hong, to, { name: 'a.bin', bytes: short }),
      await hong.call('attachments.send', { conversation: to, staged: hidden.id, kind: 'picture', caption: 'look' }),
      await sendFile(hong, to, {
        name: 'voice.webm',
        bytes: sound,
        kind: 'voice',
        voice: { durationMs: 1200, waveform: [1, 2, 3] },
      }),
      await hong.call('stickers.send', { conversation: to, sticker: added.id }),
    ];
    for (const { id, attachment } of sent)
      await attachmentIn(ming, id, attachment?.kind === 'file' ? 'remote' : 'here');
    await ming.call('messages.forward', { ids: sent.map(({ id }) => id), to: [accountOf(ming), room] });
    const copies = await waitFor(yang, async () => {
      const messages = await messagesWith(yang, room);
      const carrying = messages.filter(({ attachment }) => attachment);
      return carrying.length === 4 ? carrying : undefined;
    });
    expect(copies.map(({ attachment }) => attachment?.kind)).toEqual(['file', 'picture', 'voice', 'sticker']);
    const [file, picture, voice] = copies;
    if (!file || !picture || !voice) throw new Error('not all of them came');
    await yang.call('attachments.start', { message: file.id });
    for (const { id } of copies) await attachmentIn(yang, id, 'here');
    expect(await yang.call('hidden.reveal', { of: { message: picture.id }, password: '' })).toEqual({ text: '八点' });
    expect((await shown(yang, { of: 'message', id: voice.id, part: 'full' }))?.type).toBe('audio/webm');
    const saved = await messagesWith(ming, accountOf(ming));
    for (const { id } of saved) await seen(ming, id, ({ state }) => state === 'sent');
    expect(saved).toHaveLength(4);
  });
});

describe('pictures of odd shapes', () => {
  it.each([
    [1, 1],
    [1, 32_768],
    [30_000, 3],
  ])('of %d x %d pixels arrive', async (width, height) => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const bytes = await sharp({ create: { width, height, channels: 3, background: '#36a' } })
      .png()
      .toBuffer();
    const { id } = await sendFile(ming, accountOf(hong), { name: 'odd.png', bytes, kind: 'picture' });
    expect((await attachmentIn(hong, id, 'here')).attachment).toMatchObject({ width, height, hasThumbnail: true });
    expect(await shown(hong, { of: 'message', id, part: 'thumbnail' })).toMatchObject({ type: 'image/webp' });
    const added = await hong.call('stickers.add', { of: { message: id } });
    expect(added.width).toBeGreaterThan(0);
  });
});

it('thirty files at once arrive, in order', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  const names = Array.from({ length: 30 }, (_, index) => `第 ${index} 张.png`);
  const bytes = await fourFields().png().toBuffer();
  for (const name of names) await sendFile(ming, accountOf(hong), { name, bytes, kind: 'picture' });
  const arrived = await waitFor(hong, async () => {
    const messages = await messagesWith(hong, accountOf(ming));
    return messages.filter(({ attachment }) => attachment?.state === 'here').length === 30 ? messages : undefined;
  });
  expect(arrived.map(({ attachment }) => attachment?.name)).toEqual(names);
});

it('what is sent from one device comes to one’s other one, in a chat and in a room', async () => {
  const { server } = await startTestServer();
  const { ming: desk, hong } = await twoFriends(server);
  const room = await roomOf(hong, [desk]);
  const laptop = await startCore({ deviceName: 'laptop' });
  await trustServer(laptop, server);
  await logIn(laptop, 'ming');
  await isOnline(laptop);
  const bytes = await fourFields().png().toBuffer();
  for (const to of [accountOf(hong), room]) {
    const { id } = await sendFile(laptop, to, { name: 'a.png', bytes, kind: 'picture' });
    await attachmentIn(hong, id, 'here');
    await logIn(desk, 'ming');
    expect(await attachmentIn(desk, id, 'here')).toMatchObject({ own: true });
    await logIn(laptop, 'ming');
  }
});
