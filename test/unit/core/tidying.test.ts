import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { BlobId } from '../../../protocol/index.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { MessageId } from '../../../src-main/contract/model.ts';
import { OnlineGate } from '../../../src-main/core/attachments/online-gate.ts';
import { Running } from '../../../src-main/core/attachments/running.ts';
import { Tidying } from '../../../src-main/core/attachments/tidying.ts';
import { newMessageId } from '../../../src-main/core/message-id.ts';
import { receivedAttachment } from '../../../src-main/core/store/attachment-rows.ts';
import type { Store } from '../../../src-main/core/store/store.ts';
import { newSealedId, SealedFiles } from '../../../src-main/core/transfers/sealed-files.ts';
import { person, SignalDevice } from '../../support/signal-devices.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ming = person(1);

async function setUp() {
  const { store } = await SignalDevice.signIn(ming, 11);
  const [folder, sealed] = [await temporaryFolder(), await temporaryFolder()];
  const asked: number[] = [];
  const running = new Running();
  // a connection that is always lost
  const gate = new OnlineGate(() => {
    asked.push(running.ids.length);
    throw new ContractError('offline');
  });
  const files = new SealedFiles(sealed);
  const log: string[] = [];
  const tidying = new Tidying({
    store,
    changes: { messages: () => {} },
    files,
    gate,
    running: [running],
    cacheLimit: () => 0,
    now: () => 0,
    log: (line) => void log.push(line),
  });
  onTestFinished(() => tidying.close());
  const leaveOver = (path: string) => store.run('leaveOverFile', path);
  return { store, folder, sealed, files, gate, asked, running, log, tidying, leaveOver };
}

/** A message that is being sent. */
async function addUpload(store: Store): Promise<MessageId> {
  const id = newMessageId();
  const bytes = { key: randomBytes(32), digest: randomBytes(32) };
  const content = { kind: 'file', name: 'a', type: '', size: 9, expiresAt: 1, ...bytes } as const;
  const attachment = {
    ...receivedAttachment({ ...content, blob: newSealedId() as BlobId }, 'a', newSealedId()),
    ref: new Uint8Array(16),
  };
  await store.run('addMessages', [
    {
      id,
      conversation: ming.account,
      own: true,
      author: ming.account,
      kind: 'text',
      text: '',
      attachment: { ...attachment, state: 'uploading', blob: null },
      sentAt: 0,
      state: 'sending',
    },
  ]);
  return id;
}

/** One that was deleted before it left. */
async function leaveUploadOver(store: Store): Promise<void> {
  await store.run('deleteMessages', { ids: [await addUpload(store)], at: 0 });
}

/** Keeps sealed files from being deleted. */
function holdRemoval(files: SealedFiles) {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: allowed, resolve: go } = Promise.withResolvers<void>();
  const remove = vi.spyOn(files, 'remove').mockImplementation(() => {
    begin();
    return allowed;
  });
  onTestFinished(() => remove.mockRestore());
  return { begun, go };
}

/** A sealed file that no message has any more. */
async function leaveSealedOver(store: Store): Promise<void> {
  const id = await addUpload(store);
  await store.run('changeAttachment', { id, change: { sealed: newSealedId(), ref: null } });
  await store.run('deleteMessages', { ids: [id], at: 0 });
}

it('what cannot be deleted waits, and nothing else waits for it', async () => {
  const { store, folder, tidying, leaveOver, log } = await setUp();
  const [stuck, other] = [join(folder, 'salary.docx'), join(folder, 'other')];
  // stands for a document that is open on Windows
  await mkdir(stuck);
  await writeFile(other, '');
  for (const path of [stuck, other]) await leaveOver(path);
  await tidying.clearCache();
  expect(await readdir(folder)).toEqual(['salary.docx']);
  expect(await store.run('leftovers')).toMatchObject([{ path: stuck }]);
  expect(log).toEqual(['not deleted: ERR_FS_EISDIR']);
  await rm(stuck, { recursive: true });
  await writeFile(stuck, '');
  await tidying.clearCache();
  expect(await readdir(folder)).toEqual([]);
  expect(await store.run('leftovers')).toEqual([]);
});

it('what is deleted is forgotten: what comes there later stays', async () => {
  const { folder, tidying, leaveOver } = await setUp();
  const [deleted, stuck] = [join(folder, 'a.txt'), join(folder, 'stuck')];
  await mkdir(stuck);
  for (const path of [deleted, stuck]) await leaveOver(path);
  await tidying.clearCache();
  await writeFile(deleted, 'of the person');
  await tidying.clearCache();
  expect((await readdir(folder)).toSorted()).toEqual(['a.txt', 'stuck']);
});

it('what is here does not wait for a connection', async () => {
  const { store, folder, gate, tidying, leaveOver } = await setUp();
  await leaveUploadOver(store);
  gate.online();
  tidying.tidy();
  await expect.poll(() => gate.isOnline).toBe(false);
  const path = join(folder, 'a.txt.part');
  await writeFile(path, '');
  await leaveOver(path);
  tidying.tidy();
  await expect.poll(() => readdir(folder)).toEqual([]);
  await expect.poll(() => store.run('leftovers')).toMatchObject([{ path: null, ref: expect.any(Uint8Array) }]);
});

it('what is deleted on the server is not on its way there any more, however much there is to delete here', async () => {
  const { store, files, gate, asked, running, tidying } = await setUp();
  const { begun, go } = holdRemoval(files);
  await leaveSealedOver(store);
  gate.online();
  tidying.tidy();
  await begun;
  const id = await addUpload(store);
  running.start(id, async (signal) => {
    if (!signal.aborted) await once(signal, 'abort');
  });
  await store.run('deleteMessages', { ids: [id], at: 0 });
  tidying.tidy();
  await expect.poll(() => asked).toEqual([0]);
  go();
});

it('what is left when the account is locked is deleted the next time', async () => {
  const { store, files, folder, tidying, leaveOver } = await setUp();
  const { begun, go } = holdRemoval(files);
  await leaveSealedOver(store);
  const path = join(folder, 'a.txt.part');
  await writeFile(path, '');
  await leaveOver(path);
  tidying.tidy();
  await begun;
  const closed = tidying.close();
  go();
  await closed;
  expect(await store.run('leftovers')).toMatchObject([{ path }]);
  expect(await readdir(folder)).toEqual(['a.txt.part']);
});

it('what could not be deleted at once goes later', async () => {
  const { folder, tidying } = await setUp();
  const path = join(folder, 'a.txt.part');
  await writeFile(path, '');
  tidying.removeLater(path);
  await tidying.clearCache();
  expect(await readdir(folder)).toEqual([]);
});

it('a sealed file that cannot be swept away keeps no other', async () => {
  const { files, sealed, tidying, log } = await setUp();
  const stuck = newSealedId();
  await mkdir(join(sealed, stuck));
  await files.create(randomBytes(10), 10);
  await tidying.sweep();
  expect(await readdir(sealed)).toEqual([stuck]);
  expect(log).toEqual(['not deleted: ERR_FS_EISDIR']);
});
