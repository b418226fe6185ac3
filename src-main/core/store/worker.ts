import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Kysely } from 'kysely';
import { openDatabase, storageProblem } from './database.ts';
import { operations } from './operations.ts';
import type { Schema } from './schema.ts';
import type { StoreAnswer, StoreQuestion, WorkerOptions } from './store.ts';

/** The thread of one history database: takes questions, one after the other, until it is told to close. */
async function run(port: MessagePort, { file, mayCreate }: WorkerOptions): Promise<void> {
  const answer = (message: StoreAnswer) => port.postMessage(message);
  const opening = attempt(0, () => openDatabase(file, mayCreate));
  let last: Promise<unknown> = opening.then(({ reply }) => answer(reply));

  port.on('message', (question: StoreQuestion) => {
    last = last.then(async () => {
      const { value: db } = await opening;
      if (!db) throw new Error('asked before the database was open');
      if (question.kind === 'close') return close(port, db, question.id);
      const { reply } = await attempt(question.id, () => runOperation(db, question));
      answer(reply);
    });
  });
}

async function attempt<R>(id: number, work: () => Promise<R>): Promise<{ reply: StoreAnswer; value?: R }> {
  try {
    const value = await work();
    return { reply: { id, ok: id === 0 ? undefined : value }, value };
  } catch (error) {
    return { reply: { id, problem: storageProblem(error), detail: String(error) } };
  }
}

function runOperation(db: Kysely<Schema>, { name, args }: Extract<StoreQuestion, { kind: 'run' }>): Promise<unknown> {
  const operation: (db: Kysely<Schema>, args: never) => Promise<unknown> = operations[name];
  return operation(db, args as never);
}

async function close(port: MessagePort, db: Kysely<Schema>, id: number): Promise<void> {
  await db.destroy();
  port.postMessage({ id, ok: undefined } satisfies StoreAnswer);
  port.close();
}

if (!parentPort) throw new Error('the store runs as a worker thread');
await run(parentPort, workerData as WorkerOptions);
