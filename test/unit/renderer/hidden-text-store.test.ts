import { expect, it } from 'vitest';
import { mediaWorld } from '../../../src-renderer/bridge/memory/media.ts';
import { openWindow } from './window.ts';

const png = () => new File(['picture'], 'carrier.png', { type: 'image/png' });

it('a text is found with its password only', async () => {
  const { core, stores } = await openWindow(mediaWorld);
  const message = core.world.messages.find(({ attachment }) => attachment?.hidesText);
  if (!message) throw new Error('nothing is hidden');
  const reveal = (password: string) => stores.hiddenText.reveal({ message: message.id }, password);
  expect(await reveal('糖醋排骨')).toContain('图书馆东门');
  await expect(reveal('other')).rejects.toMatchObject({ code: 'nothing-hidden' });
});

it('a picture with a text is saved under a name, and nothing but the picture stays staged', async () => {
  const { core, stores } = await openWindow(mediaWorld);
  const picture = await stores.hiddenText.take(png());
  expect(await stores.hiddenText.hideInto(picture, '三点', 'pw')).toBe('carrier.png');
  expect([...core.world.staged.keys()]).toEqual([picture.id]);
  stores.hiddenText.forget(picture);
  expect(core.world.staged.size).toBe(0);
});

it('what does not fit is refused, and nothing else stays staged', async () => {
  const { core, stores } = await openWindow(mediaWorld);
  const picture = await stores.hiddenText.take(png());
  const long = stores.hiddenText.hideInto(picture, '长'.repeat(1000), '');
  await expect(long).rejects.toMatchObject({ code: 'not-hidden', details: { problem: 'too-long' } });
  expect(core.world.staged.size).toBe(1);
});
