import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { BlobId, Channel, MessageId } from '../../../protocol/index.ts';
import { OnlineGate } from '../../../src-main/core/attachments/online-gate.ts';
import { Running } from '../../../src-main/core/attachments/running.ts';
import { TransferBoard } from '../../../src-main/core/attachments/transfer-board.ts';
import { Uploads, type UploadsParts } from '../../../src-main/core/attachments/uploads.ts';
import { newMessageId } from '../../../src-main/core/message-id.ts';
import { receivedAttachment } from '../../../src-main/core/store/attachment-rows.ts';
import type { NewMessage } from '../../../src-main/core/store/message-rows.ts';
import { newSealedId } from '../../../src-main/core/transfers/sealed-files.ts';
import { person, SignalDevice } from '../../support/signal-devices.ts';

const [ming, hong] = [person(1), person(2)];
const NOW = 1_000_000;

const carried = (size: number) =>
  ({
    kind: 'file',
    name: 'salary of Li Lei.pdf',
    type: '',
    size,
    blob: newSealedId() as BlobId,
    key: randomBytes(32),
    digest: randomBytes(32),
    expiresAt: NOW - 1,
  }) as const;

/** A message with a file that lies sealed here, or in the received folder alone. */
function written(size: number, place: 'sealed' | 'received'): NewMessage {
  const content = carried(size);
  const received = receivedAttachment(content, content.name, newSealedId());
  const sealed = { ...received, state: 'uploading', blob: null, expires_at: null, sealed: newSealedId() } as const;
  return {
    id: newMessageId(),
    conversation: hong.account,
    own: true,
    author: ming.account,
    kind: 'text',
    text: '',
    attachment: place === 'sealed' ? sealed : received,
    sentAt: NOW,
    state: 'sending',
  };
}

/** Uploads of messages with files of so many bytes, over a connection that takes all and answers as the test says. */
async function uploadsOf(messages: NewMessage[], parts: Partial<UploadsParts> = {}) {
  const { store } = await SignalDevice.signIn(ming, 11);
  await store.run('addMessages', messages);
  const log: string[] = [];
  const left: MessageId[] = [];
  const running = new Running();
  const channel = { isOpen: true, request: () => Promise.resolve({}) } as Partial<Channel> as Channel;
  const gate = new OnlineGate(() => channel);
  gate.online();
  const uploads = new Uploads({
    store,
    changes: { messages: () => {} },
    transfers: { upload: () => Promise.reject(new Error('nothing was sealed')) },
    files: { has: () => Promise.resolve(true), remove: () => Promise.resolve() },
    anew: { seal: () => Promise.reject(new Error('all is sealed')) },
    gate,
    running,
    stopComing: () => Promise.resolve(),
    board: new TransferBoard(
      () => {},
      () => 0,
    ),
    ready: ({ id }) => void left.push(id),
    tidy: () => {},
    now: () => NOW,
    log: (line) => void log.push(line),
    ...parts,
  });
  for (const { id } of messages) uploads.carry(id);
  return { store, uploads, running, log, left };
}

/** Uploads that end when the test says so, in the order in which they were begun. */
function heldUploads() {
  const begun: PromiseWithResolvers<{ blob: BlobId; expiresAt: number }>[] = [];
  const upload = () => {
    const one = Promise.withResolvers<{ blob: BlobId; expiresAt: number }>();
    begun.push(one);
    return one.promise;
  };
  const end = (index: number) => begun[index]?.resolve({ blob: newSealedId() as BlobId, expiresAt: NOW + 1000 });
  return { transfers: { upload }, begun, end };
}

it('what the system says of a received file stays out of the log', async () => {
  const message = written(100, 'received');
  const failure = Object.assign(new Error("EMFILE: too many open files, open '/received/salary of Li Lei.pdf'"), {
    code: 'EMFILE',
  });
  const { store, running, log } = await uploadsOf([message], {
    files: { has: () => Promise.resolve(false), remove: () => Promise.resolve() },
    anew: { seal: () => Promise.reject(failure) },
  });
  const { id } = message;
  await expect.poll(() => running.has(id)).toBe(false);
  expect(log).toEqual(['upload failed: EMFILE']);
  expect(await store.run('message', id)).toMatchObject({ state: 'failed', attachment: { state: 'upload-failed' } });
});

it('messages leave in the order they were written, though a later upload ends first', async () => {
  const held = heldUploads();
  const messages = [written(50_000, 'sealed'), written(100, 'sealed'), written(3_000_000, 'sealed')];
  const { running, left } = await uploadsOf(messages, { transfers: held.transfers });
  await expect.poll(() => held.begun.length).toBe(3);
  held.end(2);
  held.end(1);
  await expect.poll(() => running.ids.length).toBe(3);
  expect(left).toEqual([]);
  held.end(0);
  await expect.poll(() => running.ids.length).toBe(0);
  expect(left).toEqual(messages.map(({ id }) => id));
});

it('a message does not wait for one whose upload has failed, was paused, or is much longer', async () => {
  const held = heldUploads();
  const messages = [20_000_000, 100, 100, 100].map((size) => written(size, 'sealed'));
  const [long, failing, paused, last] = messages.map(({ id }) => id);
  const { uploads, running, left, store } = await uploadsOf(messages, { transfers: held.transfers });
  await expect.poll(() => held.begun.length).toBe(4);
  held.end(3);
  held.begun[1]?.reject(new Error('refused'));
  await expect.poll(() => running.ids.length).toBe(3);
  expect(left).toEqual([]);
  if (!paused) throw new Error('four were written');
  const stopping = running.stop(paused, 'pause');
  held.begun[2]?.reject(new Error('stopped'));
  await stopping;
  await expect.poll(() => left).toEqual([last]);
  expect(running.ids).toEqual([long]);
  expect(await store.run('message', failing as MessageId)).toMatchObject({ state: 'failed' });
  held.end(0);
  await expect.poll(() => left).toEqual([last, long]);
  await uploads.resume(paused);
  await expect.poll(() => held.begun.length).toBe(5);
  held.end(4);
  await expect.poll(() => left).toEqual([last, long, paused]);
});
