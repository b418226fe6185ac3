import { createReadStream } from 'node:fs';
import type { AttachmentState } from '../../src-main/contract/attachment.ts';
import { listenTo } from '../../src-main/contract/listen.ts';
import type { Message } from '../../src-main/contract/model.ts';
import { createCore } from '../../src-main/core/core.ts';
import { CHEAP_HASHING, isOnline, reopen } from './client-calls.ts';
import { peakResidentKiB } from './process-figures.ts';

/*
 * A client as a process of its own that moves one file, for benchmarks and to be killed: `send FOLDER RECEIVED FILE` sends it to its friend,
 * `finish FOLDER RECEIVED` goes on with what an earlier process began, `get FOLDER RECEIVED` gets the newest file of the chat. It
 * prints a line of JSON for each step, `Step` being what they are.
 */

export type Step =
  | { step: 'ready' }
  /** bytes of the file that are done */
  | { step: 'progress'; done: number }
  | { step: 'done'; stagingSeconds: number; seconds: number; peakResidentKiB: number };

const [task, folder = '', receivedFolder = '', file = ''] = process.argv.slice(2);
const core = await createCore({
  folder,
  receivedFolder,
  host: 'web',
  systemLanguage: 'en',
  deviceName: 'transfer',
  version: '0.0.0-test',
  hashing: CHEAP_HASHING,
});
await reopen(core);
await isOnline(core);
tell({ step: 'ready' });
listenTo(core, 'transfer', ({ stage, done }) => {
  if (stage === 'running') tell({ step: 'progress', done });
});
const [friend] = await core.call('contacts.list', {});
if (!friend) throw new Error('no friend to send to');
const conversation = friend.profile.account;

const start = performance.now();
const stagingSeconds = task === 'send' ? await send() : 0;
const began = performance.now();
if (task === 'get') await core.call('attachments.start', { message: (await newestFile()).id });
await settled();
const seconds = (performance.now() - began) / 1000;
tell({ step: 'done', stagingSeconds, seconds, peakResidentKiB: peakResidentKiB() });
await core.close();

async function send(): Promise<number> {
  const staged = await core.stage({ name: 'big.bin' }, createReadStream(file, { highWaterMark: 1024 * 1024 }));
  await core.call('attachments.send', { conversation, staged: staged.id, kind: 'file', caption: '' });
  return (performance.now() - start) / 1000;
}

/** Resolves when the newest file has got where it was going. */
async function settled(): Promise<void> {
  for (;;) {
    const changed = nextMessages();
    const { own, state, attachment } = await newestFile();
    const isOver = own ? state !== 'sending' : attachment?.state === 'here';
    if (state === 'failed' || isFailed(attachment?.state)) throw new Error(`stopped: ${attachment?.problem}`);
    if (isOver) return;
    await changed;
  }
}

function isFailed(state: AttachmentState | undefined): boolean {
  return state === 'failed' || state === 'upload-failed' || state === 'expired';
}

async function newestFile(): Promise<Message> {
  for (;;) {
    const changed = nextMessages();
    const { files } = await core.call('attachments.list', { conversation, limit: 1 });
    const message = files[0] && (await core.call('messages.find', { id: files[0].message }));
    if (message) return message;
    await changed;
  }
}

function nextMessages(): Promise<void> {
  return new Promise((resolve) => {
    const stop = listenTo(core, 'messages', () => {
      stop();
      resolve();
    });
  });
}

function tell(step: Step): void {
  console.log(JSON.stringify(step));
}
