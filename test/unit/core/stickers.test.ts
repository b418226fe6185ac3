import { expect, it } from 'vitest';
import { STICKERS_LIMIT, type StickerId } from '../../../src-main/contract/attachment.ts';
import { Hider } from '../../../src-main/core/hidden-text/hider.ts';
import { Decoder } from '../../../src-main/core/pictures/decoder.ts';
import { Pictures } from '../../../src-main/core/pictures/pictures.ts';
import { Stickers } from '../../../src-main/core/stickers.ts';
import { fourFields, noise } from '../../support/picture-files.ts';
import { person, SignalDevice } from '../../support/signal-devices.ts';

async function startStickers() {
  const device = await SignalDevice.signIn(person(1), 11);
  const hider = new Hider();
  const told: unknown[] = [];
  const pictures = new Pictures({ decoder: new Decoder(console.error), hider });
  const stickers = new Stickers({ store: device.store, pictures, emit: (...event) => told.push(event) });
  return { stickers, store: device.store, told };
}

it('are kept, the last added first, and told', async () => {
  const { stickers, told } = await startStickers();
  expect(await stickers.list()).toEqual([]);
  const first = await stickers.add(await fourFields().toBuffer());
  const second = await stickers.add(await noise(1024, 600).png().toBuffer());
  expect(first).toMatchObject({ width: 64, height: 32, id: expect.stringMatching(/^[\w-]{43}$/) });
  expect(second).toMatchObject({ width: 512, height: 300 });
  expect(await stickers.list()).toEqual([second, first]);
  expect(await stickers.find(second.id)).toMatchObject({ ...second, type: 'image/webp' });
  expect(told).toEqual([
    ['stickers', [first]],
    ['stickers', [second, first]],
  ]);
});

it('come first again when they are added again', async () => {
  const { stickers } = await startStickers();
  const first = await stickers.add(await fourFields().toBuffer());
  const second = await stickers.add(await noise(30, 30).png().toBuffer());
  expect(await stickers.add(await fourFields().toBuffer())).toEqual(first);
  expect(await stickers.list()).toEqual([first, second]);
});

it('go when they are removed', async () => {
  const { stickers, told } = await startStickers();
  const { id } = await stickers.add(await fourFields().toBuffer());
  await stickers.remove(id);
  expect(await stickers.find(id)).toBeUndefined();
  expect(told.at(-1)).toEqual(['stickers', []]);
});

it('are so many at most', async () => {
  const { stickers, store } = await startStickers();
  const sticker = { width: 1, height: 1, type: 'image/webp', picture: new Uint8Array(1) };
  for (let index = 0; index < STICKERS_LIMIT; index++)
    await store.run('addSticker', { ...sticker, id: String(index) as StickerId });
  await expect(stickers.add(await fourFields().toBuffer())).rejects.toThrow(
    expect.objectContaining({ code: 'too-many', details: { limit: STICKERS_LIMIT } }),
  );
  expect(await stickers.list()).toHaveLength(STICKERS_LIMIT);
});

it('are refused when they are no picture', async () => {
  const { stickers } = await startStickers();
  await expect(stickers.add(Buffer.from('text'))).rejects.toThrow(expect.objectContaining({ code: 'not-picture' }));
});
