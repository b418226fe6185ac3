import { describe, expect, it } from 'vitest';
import { mediaWorld } from '../../../src-renderer/bridge/memory/media.ts';
import { friends } from '../../../src-renderer/bridge/memory/people.ts';
import { openWindow, settled } from './window.ts';

const hong = friends.hong.account;

async function openFiles() {
  const window = await openWindow(mediaWorld);
  const files = () => window.stores.files.getState();
  await files().load();
  return { ...window, files };
}

describe('the files page', () => {
  it('has all attachments of all chats, newest first', async () => {
    const { files } = await openFiles();
    const shown = files().files ?? [];
    expect(shown).toHaveLength(19);
    expect(shown.map(({ sentAt }) => sentAt)).toEqual(shown.map(({ sentAt }) => sentAt).sort((a, b) => b - a));
  });

  it('shows one kind', async () => {
    const { files } = await openFiles();
    await files().setFilter('voice');
    expect(files().files?.map(({ attachment }) => attachment.kind)).toEqual(['voice', 'voice']);
    await files().setFilter('pictures');
    expect(new Set(files().files?.map(({ attachment }) => attachment.kind))).toEqual(new Set(['picture', 'sticker']));
  });

  it('finds by a part of the name', async () => {
    const { files } = await openFiles();
    await files().setQuery(' 实验 ');
    expect(files().files?.map(({ attachment }) => attachment.name)).toEqual([
      '实验报告-终稿-第三组-含全部附图与原始数据.zip',
      '实验数据-第三组.xlsx',
      '实验指导书（第 7 版）.pdf',
    ]);
    await files().setQuery('nothing like it');
    expect(files().files).toEqual([]);
  });

  it('forgets an answer that a newer question has overtaken', async () => {
    const { files } = await openFiles();
    const slow = files().setFilter('voice');
    const quick = files().setFilter('files');
    await Promise.all([slow, quick]);
    expect(new Set(files().files?.map(({ attachment }) => attachment.kind))).toEqual(new Set(['file']));
  });

  it('loads older ones when the end comes into sight', async () => {
    const { core, stores, files } = await openFiles();
    for (let sent = 0; sent < 70; sent += 1) {
      const { id } = await core.stage(new File(['x'], `note-${sent}.txt`));
      await core.call('attachments.send', { conversation: hong, staged: id, kind: 'file', caption: '' });
    }
    await settled();
    stores.files.getState().leave();
    await files().load();
    expect(files().files).toHaveLength(60);
    expect(files().more).toBe(true);
    await Promise.all([files().loadOlder(), files().loadOlder()]);
    const ids = files().files?.map(({ message }) => message) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('takes over what becomes of them, and what comes', async () => {
    const { clock, core, stores, files } = await openFiles();
    const remote = files().files?.find(({ attachment }) => attachment.state === 'remote');
    if (!remote) throw new Error('nothing is to be fetched');
    await stores.transfers.getState().start(remote.message);
    await settled();
    const stateNow = () => files().files?.find(({ message }) => message === remote.message)?.attachment.state;
    expect(stateNow()).toBe('downloading');
    for (let step = 0; step < 10; step += 1) await clock.pass(1000);
    expect(stateNow()).toBe('here');
    const { id } = await core.stage(new File(['x'], 'new.txt'));
    await core.call('attachments.send', { conversation: hong, staged: id, kind: 'file', caption: '' });
    await settled();
    expect(files().files?.[0]?.attachment.name).toBe('new.txt');
  });

  it('drops what is recalled or deleted', async () => {
    const { core, stores, files } = await openFiles();
    const [first, second] = files().files ?? [];
    if (!first || !second) throw new Error('there are no files');
    await stores.messages.getState().remove([first.message]);
    await settled();
    expect(files().files?.map(({ message }) => message)).not.toContain(first.message);
    const message = core.world.messages.find(({ id }) => id === second.message);
    if (message) message.sentAt = Date.now() + 1e9;
    await stores.messages.getState().recall(second.message);
    await settled();
    expect(files().files?.map(({ message: id }) => id)).not.toContain(second.message);
  });

  it('asks for nothing once it is left', async () => {
    const { core, files } = await openFiles();
    files().leave();
    const { id } = await core.stage(new File(['x'], 'new.txt'));
    await core.call('attachments.send', { conversation: hong, staged: id, kind: 'file', caption: '' });
    await settled();
    expect(files().files).toBeUndefined();
  });

  it('looks anew when events may have been missed', async () => {
    const { core, stores, files } = await openFiles();
    const [newest] = files().files ?? [];
    core.world.messages = core.world.messages.filter(({ id }) => id !== newest?.message);
    await stores.reload();
    await settled();
    expect(files().files?.map(({ message }) => message)).not.toContain(newest?.message);
  });

  it('tells the space that is used, less after clearing', async () => {
    const { files } = await openFiles();
    await files().loadSpace();
    expect(files().space?.cache).toBeGreaterThan(0);
    await files().clearCache();
    expect(files().space?.cache).toBe(0);
  });
});
