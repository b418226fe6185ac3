import { Worker } from 'node:worker_threads';
import { ContractError, type StorageProblem } from '../../contract/errors.ts';
import type { StoreSecrets } from '../e2ee/exchange.ts';
import { copySecret } from '../secret-bytes.ts';
import type { operations } from './operations.ts';

type Operations = typeof operations;
export type StoreOperation = keyof Operations;
type Arguments<N extends StoreOperation> = Parameters<Operations[N]> extends [unknown, ...infer A] ? A : never;
type Result<N extends StoreOperation> = Awaited<ReturnType<Operations[N]>>;

export interface WorkerOptions {
  file: string;
  mayCreate: boolean;
  secrets: MovedSecrets;
}
/** Secrets in buffers of their own, to be transferred to the thread. */
type MovedSecrets = Omit<StoreSecrets, 'databaseKey' | 'identity'> &
  Record<'databaseKey' | 'identity', Uint8Array<ArrayBuffer>>;
export type StoreQuestion =
  | { kind: 'run'; id: number; name: StoreOperation; args: unknown }
  | { kind: 'close'; id: number };
export type StoreAnswer = { id: number; ok: unknown } | { id: number; problem: StorageProblem; detail: string };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The opening is answered under this id. */
const OPENING = 0;

/**
 * One account's history: a database in a thread of its own. Operations run in the order they are asked for.
 * They fail with the ContractError `storage`, its details naming the problem.
 */
export class Store {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = OPENING;
  #hasExited = false;

  private constructor(options: WorkerOptions) {
    // Bundlers look for exactly this expression to find the worker.
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: options,
      transferList: [options.secrets.databaseKey.buffer, options.secrets.identity.buffer],
    });
    this.#worker.on('message', (answer: StoreAnswer) => this.#settle(answer));
    this.#worker.on('error', (error) => this.#failAll(error));
    this.#worker.on('exit', () => {
      this.#hasExited = true;
      this.#failAll();
    });
  }

  /**
   * Opens the file, making it when it `mayCreate`. The secrets go to the thread: those given are wiped. Rejects with
   * `storage`: missing, damaged (which a file with another key is, too), newer or failed.
   */
  static async open(file: string, options: { mayCreate: boolean; secrets: StoreSecrets }): Promise<Store> {
    const store = new Store({ file, mayCreate: options.mayCreate, secrets: takeOver(options.secrets) });
    try {
      await store.#answerTo(OPENING);
      return store;
    } catch (error) {
      await store.#worker.terminate();
      throw error;
    }
  }

  run<N extends StoreOperation>(name: N, ...[args]: Arguments<N>): Promise<Result<N>> {
    return this.#ask((id) => ({ kind: 'run', id, name, args })) as Promise<Result<N>>;
  }

  /** Waits for what was asked before, then closes the file. */
  async close(): Promise<void> {
    if (this.#hasExited) return;
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    await this.#ask((id) => ({ kind: 'close', id }));
    await exited;
  }

  #ask(question: (id: number) => StoreQuestion): Promise<unknown> {
    if (this.#hasExited) return Promise.reject(storageError('failed', 'worker exited'));
    const id = ++this.#lastId;
    const answer = this.#answerTo(id);
    this.#worker.postMessage(question(id));
    return answer;
  }

  #answerTo(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #settle(answer: StoreAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('problem' in answer) waiting?.reject(storageError(answer.problem, answer.detail));
    else waiting?.resolve(answer.ok);
  }

  #failAll(cause?: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(storageError('failed', String(cause ?? 'worker exited')));
    this.#waiting.clear();
  }
}

/** Copies that can be transferred whole: the given ones may be views of a buffer that holds other things too. */
function takeOver({ account, databaseKey, identity }: StoreSecrets): MovedSecrets {
  return { account, databaseKey: moveOut(databaseKey), identity: moveOut(identity) };
}

function moveOut(secret: Uint8Array): Uint8Array<ArrayBuffer> {
  const moved = copySecret(secret);
  secret.fill(0);
  return moved;
}

function storageError(problem: StorageProblem, detail: string): ContractError {
  return Object.assign(new ContractError('storage', { problem }), { cause: detail });
}
