import { createCipheriv, randomBytes } from 'node:crypto';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { openDatabase, storageProblem } from './database.ts';
import type { History } from './history.ts';
import { operations } from './operations.ts';
import { RoomLogs } from './room-log.ts';
import type { StoreAnswer, StoreQuestion, WorkerOptions } from './store.ts';

/** Several times as deep as SQLite goes, and far from the end of the stack. */
const STACK_FRAMES = 3000;

/** The thread of one history database: takes questions, one after the other, until it is told to close. */
async function run(port: MessagePort, options: WorkerOptions): Promise<void> {
  const answer = (message: StoreAnswer) => port.postMessage(message);
  const opening = attempt(0, () => open(options));
  let last: Promise<unknown> = opening.then(({ reply }) => answer(reply));

  port.on('message', (question: StoreQuestion) => {
    last = last.then(async () => {
      const { value: history } = await opening;
      if (!history) throw new Error('asked before the database was open');
      if (question.kind === 'close') return close(port, history, question.id);
      const { reply } = await attempt(question.id, () => runOperation(history, question));
      answer(reply);
    });
  });
}

async function open({ file, mayCreate, secrets }: WorkerOptions): Promise<History> {
  const { account, databaseKey, identity } = secrets;
  try {
    const keys = IdentityKeyPair.deserialize(identity);
    const db = await openDatabase(file, { key: databaseKey, mayCreate, own: account });
    return { db, own: { account, keys }, rooms: new RoomLogs() };
  } finally {
    databaseKey.fill(0);
    identity.fill(0);
    overwriteTraces();
  }
}

async function attempt<R>(id: number, work: () => Promise<R>): Promise<{ reply: StoreAnswer; value?: R }> {
  try {
    const value = await work();
    return { reply: { id, ok: id === 0 ? undefined : value }, value };
  } catch (error) {
    return { reply: { id, problem: storageProblem(error), detail: String(error) } };
  }
}

function runOperation(history: History, { name, args }: Extract<StoreQuestion, { kind: 'run' }>): Promise<unknown> {
  const operation: (history: History, args: never) => Promise<unknown> = operations[name];
  return operation(history, args as never);
}

async function close(port: MessagePort, { db }: History, id: number): Promise<void> {
  await db.destroy();
  overwriteTraces();
  port.postMessage({ id, ok: undefined } satisfies StoreAnswer);
  port.close();
}

/**
 * SQLCipher leaves its key in the registers and on the stack. The stack of a thread outlives it, and its end puts the
 * registers there: another key goes into the ones, frames of JavaScript onto the other.
 */
function overwriteTraces(): void {
  createCipheriv('aes-256-cbc', randomBytes(32), randomBytes(16)).update(randomBytes(1024));
  fillStack(STACK_FRAMES);
}

function fillStack(frames: number): number {
  return frames === 0 ? 0 : 1 + fillStack(frames - 1);
}

if (!parentPort) throw new Error('the store runs as a worker thread');
await run(parentPort, workerData as WorkerOptions);
