import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { Staged } from '../../src-main/contract/attachment.ts';
import type { Core } from '../../src-main/core/core.ts';
import { attachmentIn, bytesOf, stage } from '../support/attachments.ts';
import { accountOf, nextEvent, registerAndLogin, reopen, seen, startCore, twoFriends } from '../support/core.ts';
import { animation, fourFields, noise, SECRET, withSecrets } from '../support/picture-files.ts';
import { startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function stagePicture(core: Core, bytes: Uint8Array): Promise<Staged> {
  return stage(core, 'meer.png', bytes);
}

async function addSticker(core: Core, bytes: Uint8Array) {
  const { id: staged } = await stagePicture(core, bytes);
  return core.call('stickers.add', { of: { staged } });
}

it('a sticker is sent, kept by the other, and sent back the same', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  const told = nextEvent(ming, 'stickers');
  const sticker = await addSticker(ming, await (await animation()).gif({ delay: [50, 60, 70] }).toBuffer());
  expect(await told).toEqual([sticker]);
  const picture = await bytesOf(ming, { of: 'sticker', id: sticker.id, part: 'full' });

  const message = await ming.call('stickers.send', { conversation: accountOf(hong), sticker: sticker.id });
  expect(message).toMatchObject({
    text: '',
    attachment: { kind: 'sticker', type: 'image/webp', width: 64, height: 48 },
  });
  await attachmentIn(hong, message.id, 'here');
  expect(await bytesOf(hong, { of: 'message', id: message.id, part: 'full' })).toEqual(picture);

  expect(await hong.call('stickers.add', { of: { message: message.id } })).toEqual(sticker);
  const answer = await hong.call('stickers.send', { conversation: accountOf(ming), sticker: sticker.id });
  await attachmentIn(ming, answer.id, 'here');
  const came = await bytesOf(ming, { of: 'message', id: answer.id, part: 'full' });
  expect(await sharp(came, { animated: true }).metadata()).toMatchObject({ pages: 3, delay: [50, 60, 70] });
});

it('a sticker is made of a picture that came with a message, without its metadata', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  const { id: staged } = await stagePicture(ming, await (await withSecrets(fourFields(1200, 800))).png().toBuffer());
  const sent = await ming.call('attachments.send', {
    conversation: accountOf(hong),
    staged,
    kind: 'picture',
    caption: '海',
  });
  await attachmentIn(hong, sent.id, 'here');
  const sticker = await hong.call('stickers.add', { of: { message: sent.id } });
  expect(sticker).toMatchObject({ width: 512, height: 341 });
  expect((await bytesOf(hong, { of: 'sticker', id: sticker.id, part: 'full' })).includes(SECRET)).toBe(false);
});

it('stickers stay over a restart, the last added first', async () => {
  const { server } = await startTestServer();
  const folder = await temporaryFolder();
  const ming = await startCore({ folder });
  await registerAndLogin(ming, server, 'ming');
  const first = await addSticker(ming, await fourFields().toBuffer());
  const second = await addSticker(ming, await noise(40, 40).png().toBuffer());
  const picture = await bytesOf(ming, { of: 'sticker', id: first.id, part: 'full' });
  await ming.close();
  const again = await startCore({ folder });
  await reopen(again);
  expect(await again.call('stickers.list', {})).toEqual([second, first]);
  expect(await bytesOf(again, { of: 'sticker', id: first.id, part: 'full' })).toEqual(picture);
});

it('what is no picture is no sticker, and what is not there is not sent', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  await expect(addSticker(ming, Buffer.from('text'))).rejects.toThrow(expect.objectContaining({ code: 'not-picture' }));
  const { id: sticker } = await addSticker(ming, await noise(40, 40).png().toBuffer());
  await ming.call('stickers.remove', { sticker });
  expect(await ming.call('stickers.list', {})).toEqual([]);
  expect(await ming.media({ of: 'sticker', id: sticker, part: 'full' })).toBeUndefined();
  const sent = ming.call('stickers.send', { conversation: accountOf(hong), sticker });
  await expect(sent).rejects.toThrow(expect.objectContaining({ code: 'not-found' }));
});

it('what somebody calls a sticker is shown as small as one only', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  const [width, height] = [6000, 6000];
  const bytes = await sharp({ create: { width, height, channels: 3, background: '#3366aa' } })
    .png()
    .toBuffer();
  const bomb = { kind: 'sticker', name: 'sticker.webp', type: 'image/webp', bytes, width: 512, height: 512 } as const;
  const message = await ming.account.attachments.sending.sendBytes(accountOf(hong), bomb);
  const { attachment } = await seen(hong, message.id, (it) => it.attachment?.state === 'failed');
  expect(attachment?.problem).toBe('not-picture');
  expect(await hong.media({ of: 'message', id: message.id, part: 'full' })).toBeUndefined();
});
