import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src-main/contract/model.ts';
import { mediaWorld } from '../../../src-renderer/bridge/memory/media.ts';
import { friends } from '../../../src-renderer/bridge/memory/people.ts';
import type { Stores } from '../../../src-renderer/stores/stores.ts';
import { openWindow, settled } from './window.ts';

const hong = friends.hong.account;

function carrying(stores: Stores, name: string): Message {
  const message = stores.messages
    .getState()
    .histories.get(hong)
    ?.messages.find(({ attachment }) => attachment?.name === name);
  if (!message) throw new Error(`no message carries ${name}`);
  return message;
}

async function openChat() {
  const window = await openWindow(mediaWorld);
  await window.stores.openChat(hong);
  return window;
}

describe('transfers', () => {
  it('that are on their way are known from the start', async () => {
    const { stores } = await openChat();
    const { id } = carrying(stores, 'ubuntu-26.04-desktop-amd64.iso');
    expect(stores.transfers.getState().underWay.get(id)).toMatchObject({ direction: 'down', stage: 'running' });
  });

  it('begin, tell how far they have come, and end with the file here', async () => {
    const { clock, stores } = await openChat();
    const { id } = carrying(stores, '讲座录像.mp4');
    await stores.transfers.getState().start(id);
    await clock.pass(250);
    expect(stores.transfers.getState().underWay.get(id)?.done).toBeGreaterThan(0);
    expect(carrying(stores, '讲座录像.mp4').attachment?.state).toBe('downloading');
    for (let step = 0; step < 8; step++) await clock.pass(250);
    expect(stores.transfers.getState().underWay.has(id)).toBe(false);
    expect(stores.transfers.getState().latest.get(id)?.state).toBe('here');
  });

  it('are paused, gone on with and given up', async () => {
    const { stores } = await openChat();
    const { id } = carrying(stores, 'ubuntu-26.04-desktop-amd64.iso');
    const { pause, start, cancel } = stores.transfers.getState();
    const state = () => carrying(stores, 'ubuntu-26.04-desktop-amd64.iso').attachment?.state;
    await pause(id);
    expect([state(), stores.transfers.getState().underWay.has(id)]).toEqual(['paused', false]);
    await start(id);
    expect(state()).toBe('downloading');
    await cancel(id);
    expect(state()).toBe('remote');
  });

  it('of an own file that is given up take the message away', async () => {
    const { stores } = await openChat();
    const name = '毕业照合集.zip';
    await stores.transfers.getState().cancel(carrying(stores, name).id);
    await settled();
    expect(() => carrying(stores, name)).toThrow();
  });

  it('are forgotten with what was recalled, and when events may have been missed', async () => {
    const { core, stores } = await openChat();
    const { id } = carrying(stores, '毕业照合集.zip');
    const latest = () => stores.transfers.getState().latest.get(id)?.state;
    await stores.transfers.getState().start(id);
    expect(latest()).toBe('uploading');
    await stores.reload();
    expect(latest()).toBeUndefined();

    await stores.transfers.getState().pause(id);
    expect(latest()).toBe('upload-paused');
    const message = core.world.messages.find((each) => each.id === id);
    if (message) message.sentAt = Date.now() + 1e9;
    await stores.messages.getState().recall(id);
    expect(latest()).toBeUndefined();
    expect([...stores.transfers.getState().gone]).toEqual([id]);
  });

  it('are forgotten with the account', async () => {
    const { stores } = await openChat();
    await stores.leave('logout');
    await settled();
    expect(stores.transfers.getState().underWay.size).toBe(0);
    expect(stores.transfers.getState().latest.size).toBe(0);
    expect(stores.transfers.getState().gone.size).toBe(0);
  });
});

describe('the pictures of a chat', () => {
  it('come newest first', async () => {
    const { stores } = await openChat();
    const { files, more } = await stores.transfers.getState().pictures(hong);
    expect(files.map(({ attachment }) => attachment.name)).toEqual([
      '晚霞.png',
      '秋天.png',
      'IMG_2042.jpg',
      'IMG_2041.jpg',
    ]);
    expect(more).toBe(false);
  });
});
