import { Worker } from 'node:worker_threads';
import type { HidingProblem } from '../../contract/attachment.ts';
import { ContractError } from '../../contract/errors.ts';
import type { HiddenTextProblem, Hiding, Revealing } from './hidden-text.ts';

/** What a worker is for: one picture. */
export type HidingJob =
  | { kind: 'capacity'; png: Uint8Array }
  | ({ kind: 'hide' } & Hiding)
  | ({ kind: 'reveal' } & Revealing);

/** What it says before it ends. */
export type HidingAnswer =
  | { kind: 'capacity'; capacity: number }
  | { kind: 'hidden'; png: Uint8Array }
  | { kind: 'revealed'; text: string | undefined }
  | { kind: 'problem'; problem: HidingProblem | HiddenTextProblem };

type Kind = HidingAnswer['kind'];
type Answer<K extends Kind> = Extract<HidingAnswer, { kind: K }>;

/**
 * Hides and finds texts, in one thread for each picture and one after the other: each takes up to 500 MiB, which go with the thread. What is
 * given is copied.
 */
export class Hider {
  readonly #workers = new Set<Worker>();
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** Bytes of UTF-8 that can be hidden in a PNG, or why none can. */
  async capacity(png: Uint8Array): Promise<{ capacity: number } | { problem: HidingProblem }> {
    const answer = await this.#inTurn({ kind: 'capacity', png });
    if (answer.kind === 'capacity') return { capacity: answer.capacity };
    if (answer.kind === 'problem' && isHidingProblem(answer.problem)) return { problem: answer.problem };
    throw unexpected(answer);
  }

  /** See `hide` in hidden-text.ts. @throws ContractError `not-hidden` with why in `details.problem` */
  async hide(hiding: Hiding): Promise<Uint8Array> {
    return (await this.#ask({ kind: 'hide', ...hiding }, 'hidden')).png;
  }

  /** See `reveal` in hidden-text.ts. @throws ContractError `not-hidden` when it is no PNG that can be read */
  async reveal(revealing: Revealing): Promise<string | undefined> {
    return (await this.#ask({ kind: 'reveal', ...revealing }, 'revealed')).text;
  }

  /** Gives up what is under way: it fails with `cancelled`, as does what is asked from now on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
    await this.#last;
  }

  async #ask<K extends Kind>(job: HidingJob, kind: K): Promise<Answer<K>> {
    const answer = await this.#inTurn(job);
    if (isA(answer, kind)) return answer;
    if (answer.kind !== 'problem' || answer.problem === 'not-kept') throw unexpected(answer);
    throw new ContractError('not-hidden', { problem: answer.problem });
  }

  #inTurn(job: HidingJob): Promise<HidingAnswer> {
    const turn = this.#last.then(() => this.#work(job));
    this.#last = Promise.allSettled([turn]);
    return turn;
  }

  async #work(job: HidingJob): Promise<HidingAnswer> {
    if (this.#isClosed) throw new ContractError('cancelled');
    const png = new Uint8Array(job.png);
    const workerData: HidingJob = { ...job, png };
    // Bundlers look for exactly this expression to find the worker.
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, transferList: [png.buffer] });
    this.#workers.add(worker);
    try {
      return await answerOf(worker);
    } finally {
      this.#workers.delete(worker);
    }
  }
}

/** Resolves once the thread has ended: its memory is free then. */
function answerOf(worker: Worker): Promise<HidingAnswer> {
  let answer: HidingAnswer | undefined;
  return new Promise((resolve, reject) => {
    worker.once('message', (said: HidingAnswer) => {
      answer = said;
    });
    worker.once('error', reject);
    worker.once('exit', () => (answer ? resolve(answer) : reject(new ContractError('cancelled'))));
  });
}

function isA<K extends Kind>(answer: HidingAnswer, kind: K): answer is Answer<K> {
  return answer.kind === kind;
}

function isHidingProblem(problem: HidingProblem | HiddenTextProblem): problem is HidingProblem {
  return problem !== 'too-long' && problem !== 'malformed' && problem !== 'not-kept';
}

function unexpected(answer: HidingAnswer): Error {
  return new Error(`hiding: ${answer.kind === 'problem' ? answer.problem : answer.kind}`);
}
