import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { BlobId } from '../../../protocol/index.ts';
import { Downloads } from '../../../src-main/core/attachments/downloads.ts';
import { ReceivedFolder } from '../../../src-main/core/attachments/received-folder.ts';
import { Running } from '../../../src-main/core/attachments/running.ts';
import { TransferBoard } from '../../../src-main/core/attachments/transfer-board.ts';
import { newMessageId } from '../../../src-main/core/message-id.ts';
import { receivedAttachment } from '../../../src-main/core/store/attachment-rows.ts';
import { newSealedId } from '../../../src-main/core/transfers/sealed-files.ts';
import { person, SignalDevice } from '../../support/signal-devices.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const [ming, hong] = [person(1), person(2)];
const NOW = 1_000_000;

it('a part whose message has gone while it was begun goes, too', async () => {
  const { store } = await SignalDevice.signIn(ming, 11);
  const id = newMessageId();
  const content = {
    kind: 'file',
    name: 'a.bin',
    type: '',
    size: 100,
    blob: newSealedId() as BlobId,
    key: randomBytes(32),
    digest: randomBytes(32),
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
  const folder = await temporaryFolder();

  class RecalledMeanwhile extends ReceivedFolder {
    override async begin(name: string): Promise<string> {
      const part = await super.begin(name);
      expect(await readdir(folder)).toEqual(['a.bin.part']);
      await store.run('deleteMessages', { ids: [id], at: NOW });
      return part;
    }
  }

  const running = new Running();
  const downloads = new Downloads({
    store,
    changes: { messages: () => {} },
    transfers: { download: () => Promise.reject(new Error('nobody wants it')) },
    received: new RecalledMeanwhile(folder),
    running,
    board: new TransferBoard(
      () => {},
      () => 0,
    ),
    isAsSaid: () => Promise.resolve(true),
    tidy: () => {},
    now: () => NOW,
    log: () => {},
  });
  const stored = await store.run('attachment', id);
  if (!stored) throw new Error('not stored');
  await downloads.start(stored);
  await expect.poll(() => running.has(id)).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});
