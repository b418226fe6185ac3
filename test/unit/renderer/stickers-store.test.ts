import { describe, expect, it } from 'vitest';
import { mediaWorld } from '../../../src-renderer/bridge/memory/media.ts';
import { friends } from '../../../src-renderer/bridge/memory/people.ts';
import { openWindow, settled } from './window.ts';

const hong = friends.hong.account;

async function openStickers() {
  const window = await openWindow(mediaWorld);
  const stickers = () => window.stores.stickers.getState();
  await stickers().load();
  return { ...window, stickers };
}

describe('stickers', () => {
  it('are made of pictures, and nothing stays staged', async () => {
    const { core, stickers } = await openStickers();
    const before = stickers().stickers?.length ?? 0;
    await stickers().addFile(new File(['picture'], 'cat.png', { type: 'image/png' }));
    await settled();
    expect(stickers().stickers).toHaveLength(before + 1);
    expect(core.world.staged.size).toBe(0);
  });

  it('are not made of what is no picture, and nothing stays staged', async () => {
    const { core, stickers } = await openStickers();
    const text = new File(['words'], 'words.txt', { type: 'text/plain' });
    await expect(stickers().addFile(text)).rejects.toMatchObject({ code: 'not-picture' });
    expect(core.world.staged.size).toBe(0);
  });

  it('are kept from the pictures of others', async () => {
    const { core, stickers } = await openStickers();
    const message = core.world.messages.find(({ attachment }) => attachment?.kind === 'sticker');
    if (!message) throw new Error('nobody has sent a sticker');
    await stickers().addFrom(message.id);
    await settled();
    const [newest] = stickers().stickers ?? [];
    if (!newest) throw new Error('nothing was added');
    const shown = core.mediaUrl({ of: 'sticker', id: newest.id, part: 'full' });
    expect(shown).toBe(core.mediaUrl({ of: 'message', id: message.id, part: 'full' }));
  });

  it('are sent, and removed', async () => {
    const { stores, stickers } = await openStickers();
    await stores.openChat(hong);
    const [first] = stickers().stickers ?? [];
    if (!first) throw new Error('there are no stickers');
    await stores.sendSticker(hong, first.id);
    expect(stores.messages.getState().histories.get(hong)?.messages.at(-1)?.attachment?.kind).toBe('sticker');
    await stickers().remove(first.id);
    await settled();
    expect(stickers().stickers?.map(({ id }) => id)).not.toContain(first.id);
  });
});
