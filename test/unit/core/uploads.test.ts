import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { BlobId } from '../../../protocol/index.ts';
import { OnlineGate } from '../../../src-main/core/attachments/online-gate.ts';
import { Running } from '../../../src-main/core/attachments/running.ts';
import { TransferBoard } from '../../../src-main/core/attachments/transfer-board.ts';
import { Uploads } from '../../../src-main/core/attachments/uploads.ts';
import { newMessageId } from '../../../src-main/core/message-id.ts';
import { receivedAttachment } from '../../../src-main/core/store/attachment-rows.ts';
import { newSealedId } from '../../../src-main/core/transfers/sealed-files.ts';
import { person, SignalDevice } from '../../support/signal-devices.ts';

const [ming, hong] = [person(1), person(2)];
const NOW = 1_000_000;

it('what the system says of a received file stays out of the log', async () => {
  const { store } = await SignalDevice.signIn(ming, 11);
  const id = newMessageId();
  const content = {
    kind: 'file',
    name: 'salary of Li Lei.pdf',
    type: '',
    size: 100,
    blob: newSealedId() as BlobId,
    key: randomBytes(32),
    digest: randomBytes(32),
    expiresAt: NOW - 1,
  } as const;
  await store.run('addMessages', [
    {
      id,
      conversation: hong.account,
      own: true,
      author: ming.account,
      kind: 'text',
      text: '',
      attachment: receivedAttachment(content, content.name, newSealedId()),
      sentAt: NOW,
      state: 'sending',
    },
  ]);
  const log: string[] = [];
  const running = new Running();
  const failure = Object.assign(new Error(`EMFILE: too many open files, open '/received/${content.name}'`), {
    code: 'EMFILE',
  });
  const uploads = new Uploads({
    store,
    changes: { messages: () => {} },
    transfers: { upload: () => Promise.reject(new Error('nothing was sealed')) },
    files: { has: () => Promise.resolve(false), remove: () => Promise.resolve() },
    anew: { seal: () => Promise.reject(failure) },
    gate: new OnlineGate(() => {
      throw new Error('nobody asks');
    }),
    running,
    stopComing: () => Promise.resolve(),
    board: new TransferBoard(
      () => {},
      () => 0,
    ),
    ready: () => {},
    tidy: () => {},
    now: () => NOW,
    log: (line) => void log.push(line),
  });
  uploads.carry(id);
  await expect.poll(() => running.has(id)).toBe(false);
  expect(log).toEqual(['upload failed: EMFILE']);
  expect(await store.run('message', id)).toMatchObject({ state: 'failed', attachment: { state: 'upload-failed' } });
});
