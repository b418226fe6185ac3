import { expect, it } from 'vitest';
import type { Staged } from '../../src-main/contract/attachment.ts';
import type { CallArgs } from '../../src-main/contract/calls.ts';
import type { Message } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import { attachmentIn, bytesOf, stage } from '../support/attachments.ts';
import { accountOf, twoFriends } from '../support/core.ts';
import { fourFields, SECRET, withSecrets } from '../support/picture-files.ts';
import { chunk, type PngRecipe, pngFile } from '../support/png-files.ts';
import { startTestServer } from '../support/server.ts';

const text = 'Wir treffen uns um acht. 八点见。🙂 e\u0301';
const colour: PngRecipe = { width: 60, height: 50, colourType: 2, depth: 8 };

type Hiding = Partial<CallArgs<'hidden.hide'>>;

function stagePicture(core: Core, bytes: Uint8Array, name = 'meer.png'): Promise<Staged> {
  return stage(core, name, bytes);
}

async function hide(core: Core, bytes: Uint8Array, hiding: Hiding = {}): Promise<Staged> {
  const { id: staged } = await stagePicture(core, bytes);
  return core.call('hidden.hide', { staged, text, password: '', readableBy: 'chat', ...hiding });
}

function send(from: Core, to: Core, { id: staged }: Staged): Promise<Message> {
  return from.call('attachments.send', { conversation: accountOf(to), staged, kind: 'picture', caption: '' });
}

function revealed(core: Core, { id: message }: Message, password = ''): Promise<{ text: string }> {
  return core.call('hidden.reveal', { of: { message }, password });
}

function notHidden(problem: string) {
  return expect.objectContaining({ code: 'not-hidden', details: { problem } });
}

const accepted = [
  ['grey', 0],
  ['colour', 2],
  ['grey with alpha', 4],
  ['colour with alpha', 6],
] as const;

const nothing = expect.objectContaining({ code: 'nothing-hidden' });

it.each([8, 16])('a hidden text comes to a friend, in every sort of PNG of %i bits', async (depth) => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  for (const [name, colourType] of accepted) {
    const staged = await hide(ming, pngFile({ ...colour, colourType, depth }));
    expect(staged, name).toMatchObject({ hidesText: true, name: 'meer.png', type: 'image/png' });
    const written = await bytesOf(ming, { of: 'staged', id: staged.id, part: 'full' });
    const message = await send(ming, hong, staged);
    expect((await attachmentIn(hong, message.id, 'here')).attachment).toMatchObject({
      kind: 'picture',
      hidesText: true,
    });
    expect(await bytesOf(hong, { of: 'message', id: message.id, part: 'full' })).toEqual(written);
    expect(await revealed(hong, message), name).toEqual({ text });
  }
});

it('a hidden text opens with its password only, and with the key that came with its message', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  const staged = await hide(ming, pngFile(colour), { password: 'acht' });
  const stolen = await bytesOf(ming, { of: 'staged', id: staged.id, part: 'full' });
  const message = await send(ming, hong, staged);
  await attachmentIn(hong, message.id, 'here');
  expect(await revealed(hong, message, 'acht')).toEqual({ text });
  await expect(revealed(hong, message, 'neun')).rejects.toThrow(nothing);
  await expect(revealed(hong, message)).rejects.toThrow(nothing);
  const { id } = await stagePicture(hong, stolen);
  await expect(hong.call('hidden.reveal', { of: { staged: id }, password: 'acht' })).rejects.toThrow(nothing);
});

it('a picture that hides nothing is told from none', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  const message = await send(ming, hong, await stagePicture(ming, pngFile(colour)));
  expect((await attachmentIn(hong, message.id, 'here')).attachment).not.toHaveProperty('hidesText');
  await expect(revealed(hong, message, 'acht')).rejects.toThrow(nothing);
  const jpeg = await send(ming, hong, await stagePicture(ming, await fourFields().jpeg().toBuffer(), 'meer.jpg'));
  await attachmentIn(hong, jpeg.id, 'here');
  await expect(revealed(hong, jpeg)).rejects.toThrow(notHidden('not-png'));
});

it('a text for anyone is read from the file alone, with its password if there is one', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  for (const password of ['', 'acht']) {
    const staged = await hide(ming, pngFile(colour), { readableBy: 'anyone', password });
    const file = await bytesOf(ming, { of: 'staged', id: staged.id, part: 'full' });
    const { id } = await stagePicture(hong, file, 'found.png');
    expect(await hong.call('hidden.reveal', { of: { staged: id }, password })).toEqual({ text });
    const wrong = hong.call('hidden.reveal', { of: { staged: id }, password: 'neun' });
    await expect(wrong).rejects.toThrow(nothing);
  }
});

it('a hidden text can be taken out, and another put in', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  const plain = await stagePicture(ming, pngFile(colour));
  const hiding = { staged: plain.id, password: '', readableBy: 'chat' } as const;
  const first = await ming.call('hidden.hide', { ...hiding, text: 'first' });
  const second = await ming.call('hidden.hide', { ...hiding, text: 'second' });
  await ming.call('attachments.discard', { staged: first.id });
  const message = await send(ming, hong, second);
  await attachmentIn(hong, message.id, 'here');
  expect(await revealed(hong, message)).toEqual({ text: 'second' });
});

it('a carrier that is to be turned is turned before the text is hidden, and loses its place', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  const turned = await (await withSecrets(fourFields(), 6)).png().toBuffer();
  const staged = await hide(ming, turned);
  expect(staged.picture).toEqual({ width: 32, height: 64 });
  const message = await send(ming, hong, staged);
  expect((await attachmentIn(hong, message.id, 'here')).attachment).toMatchObject({ width: 32, height: 64 });
  expect((await bytesOf(hong, { of: 'message', id: message.id, part: 'full' })).includes(SECRET)).toBe(false);
  expect(await revealed(hong, message)).toEqual({ text });
});

it('says why nothing can be hidden in a file', async () => {
  const { server } = await startTestServer();
  const { ming } = await twoFriends(server);
  const palette = [chunk('PLTE', Buffer.from('102030a0b0c0', 'hex'))];
  const refused = [
    ['palette', pngFile({ ...colour, colourType: 3, samples: Buffer.alloc(60 * 50), beforeData: palette })],
    ['few-shades', pngFile({ ...colour, colourType: 0, depth: 4 })],
    ['interlaced', await fourFields().png({ progressive: true }).toBuffer()],
    ['animated', pngFile({ ...colour, beforeData: [chunk('acTL', Buffer.from('0000000100000000', 'hex'))] })],
    ['broken', pngFile(colour).subarray(0, 300)],
    ['not-png', await fourFields().webp().toBuffer()],
    ['not-png', Buffer.from('text')],
    ['too-long', pngFile({ ...colour, width: 10, height: 10 })],
  ] as const;
  for (const [problem, file] of refused) {
    const { id: staged, hiding } = await stagePicture(ming, file);
    const hidden = ming.call('hidden.hide', { staged, text, password: '', readableBy: 'chat' });
    await expect(hidden, problem).rejects.toThrow(notHidden(problem));
    if (problem !== 'broken' && problem !== 'too-long' && hiding) expect(hiding).toEqual({ problem });
  }
  const { id: staged } = await stagePicture(ming, pngFile(colour));
  const half = ming.call('hidden.hide', { staged, text: '\ud800', password: '', readableBy: 'chat' });
  await expect(half).rejects.toThrow(notHidden('malformed'));
});

it('says that there is nothing to read from', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  const words = await ming.call('messages.send', { conversation: accountOf(hong), text: 'no picture' });
  await expect(revealed(ming, words)).rejects.toThrow(expect.objectContaining({ code: 'not-found' }));
  const { id } = await stagePicture(ming, pngFile(colour));
  await ming.call('attachments.discard', { staged: id });
  const hidden = ming.call('hidden.hide', { staged: id, text, password: '', readableBy: 'chat' });
  await expect(hidden).rejects.toThrow(expect.objectContaining({ code: 'not-found' }));
});
