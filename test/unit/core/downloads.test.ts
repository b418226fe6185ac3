import { createHash, randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BlobId } from '../../../protocol/index.ts';
import { Downloads, type DownloadsParts } from '../../../src-main/core/attachments/downloads.ts';
import { ReceivedFolder } from '../../../src-main/core/attachments/received-folder.ts';
import { Running } from '../../../src-main/core/attachments/running.ts';
import { TransferBoard } from '../../../src-main/core/attachments/transfer-board.ts';
import { newMessageId } from '../../../src-main/core/message-id.ts';
import { receivedAttachment } from '../../../src-main/core/store/attachment-rows.ts';
import type { AttachmentChange } from '../../../src-main/core/store/attachments.ts';
import { newSealedId } from '../../../src-main/core/transfers/sealed-files.ts';
import { person, SignalDevice } from '../../support/signal-devices.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const [ming, hong] = [person(1), person(2)];
const NOW = 1_000_000;
const bytes = randomBytes(100);

/** A message with a file of these bytes, which nobody has fetched. */
async function received() {
  const { store } = await SignalDevice.signIn(ming, 11);
  const id = newMessageId();
  const content = {
    kind: 'file',
    name: 'a.bin',
    type: '',
    size: bytes.length,
    blob: newSealedId() as BlobId,
    key: randomBytes(32),
    digest: createHash('sha256').update(bytes).digest(),
    expiresAt: NOW + 1,
  } as const;
  await store.run('addMessages', [
    {
      id,
      conversation: hong.account,
      own: false,
      author: hong.account,
      kind: 'text',
      text: '',
      attachment: receivedAttachment(content, content.name, newSealedId()),
      sentAt: NOW,
      state: 'received',
    },
  ]);
  const need = async () => {
    const stored = await store.run('attachment', id);
    if (!stored) throw new Error('not stored');
    return stored;
  };
  const change = (to: AttachmentChange) => store.run('changeAttachment', { id, change: to });
  return { store, id, need, change, folder: await temporaryFolder() };
}

/** Downloads into the folder; the server gives nothing. */
function downloadsOf(parts: Pick<DownloadsParts, 'store' | 'received'> & Partial<DownloadsParts>) {
  const running = new Running();
  const downloads = new Downloads({
    changes: { messages: () => {} },
    transfers: { download: () => Promise.reject(new Error('nobody wants it')) },
    running,
    board: new TransferBoard(
      () => {},
      () => 0,
    ),
    isAsSaid: () => Promise.resolve(true),
    tidy: () => {},
    now: () => NOW,
    log: () => {},
    ...parts,
  });
  return { running, downloads };
}

it('a part whose message has gone while it was begun goes, too', async () => {
  const { store, id, need, folder } = await received();

  class RecalledMeanwhile extends ReceivedFolder {
    override async begin(name: string): Promise<string> {
      const part = await super.begin(name);
      expect(await readdir(folder)).toEqual(['a.bin.part']);
      await store.run('deleteMessages', { ids: [id], at: NOW });
      return part;
    }
  }

  const { running, downloads } = downloadsOf({ store, received: new RecalledMeanwhile(folder, () => {}) });
  await downloads.start(await need());
  await expect.poll(() => running.has(id)).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

describe('a download that was finished when the program ended', () => {
  it('is not fetched again', async () => {
    const { store, id, need, change, folder } = await received();
    const part = join(folder, 'a.bin.part');
    await change({ state: 'downloading', path: part });
    await writeFile(join(folder, 'a.bin'), bytes);
    const { running, downloads } = downloadsOf({ store, received: new ReceivedFolder(folder, () => {}) });
    downloads.fetch(id);
    await expect.poll(() => running.has(id)).toBe(false);
    expect(await need()).toMatchObject({ state: 'here', path: join(folder, 'a.bin') });
    expect(await readdir(folder)).toEqual(['a.bin']);
  });

  it.each([
    ['its part is there still', bytes, bytes],
    ['what is called so has other bytes', undefined, randomBytes(bytes.length)],
    ['what is called so is longer', undefined, Buffer.concat([bytes, bytes])],
  ])('is another file where %s', async (_, part, file) => {
    const { store, id, need, change, folder } = await received();
    const path = join(folder, 'a.bin.part');
    await change({ state: 'downloading', path });
    await writeFile(join(folder, 'a.bin'), file);
    if (part) await writeFile(path, part);
    const { running, downloads } = downloadsOf({ store, received: new ReceivedFolder(folder, () => {}) });
    downloads.fetch(id);
    await expect.poll(() => running.has(id)).toBe(false);
    expect(await need()).toMatchObject({ state: 'failed', path });
  });
});

describe('a file that has expired', () => {
  it.each(['paused', 'failed'] as const)('that was %s leaves what came of it over', async (state) => {
    const { store, need, change, folder } = await received();
    const folderOfFiles = new ReceivedFolder(folder, () => {});
    const path = await folderOfFiles.begin('a.bin');
    await change({ state, path });
    let tidied = 0;
    const parts = { store, received: folderOfFiles, now: () => NOW + 1, tidy: () => void tidied++ };
    const starting = downloadsOf(parts).downloads.start(await need());
    await expect(starting).rejects.toMatchObject({ code: 'file-expired' });
    expect(await need()).toMatchObject({ state: 'expired', path: null });
    expect(await store.run('leftovers')).toMatchObject([{ path }]);
    expect(tidied).toBe(1);
  });

  it('is told so by the server once it is on its way', async () => {
    const { store, id, need, change, folder } = await received();
    const folderOfFiles = new ReceivedFolder(folder, () => {});
    const path = await folderOfFiles.begin('a.bin');
    await change({ state: 'downloading', path });
    const transfers = {
      download: async () => {
        await writeFile(path, bytes);
      },
    };
    const parts = { store, received: folderOfFiles, now: () => NOW + 1, transfers };
    const { running, downloads } = downloadsOf(parts);
    downloads.fetch(id);
    await downloads.start(await need());
    await expect.poll(() => running.has(id)).toBe(false);
    expect(await need()).toMatchObject({ state: 'here', path: join(folder, 'a.bin') });
    expect(await readdir(folder)).toEqual(['a.bin']);
  });
});
