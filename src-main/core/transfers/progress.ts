import type { Transfer } from '../../contract/attachment.ts';

/** Milliseconds between two reports. */
const EVERY_MS = 250;

export type Report = (stage: Transfer['stage'], done: number) => void;

/** Says how far a transfer is: at once the first time, then now and then, and exactly at the end. */
export class Progress {
  readonly #report: Report;
  #stage: Transfer['stage'] = 'waiting';
  #done = 0;
  #timer: NodeJS.Timeout | undefined;
  #isNews = false;

  constructor(report: Report) {
    this.#report = report;
    this.#tell();
  }

  /** Bytes of the file. */
  get done(): number {
    return this.#done;
  }

  at(stage: Transfer['stage'], done = this.#done): void {
    if (stage === this.#stage && done === this.#done) return;
    this.#stage = stage;
    this.#done = done;
    this.#isNews = true;
    if (!this.#timer) this.#tell();
  }

  add(bytes: number): void {
    this.at('running', this.#done + bytes);
  }

  /** Nothing is told after it. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.#isNews) this.#report(this.#stage, this.#done);
    this.#isNews = false;
  }

  #tell(): void {
    this.#isNews = false;
    this.#report(this.#stage, this.#done);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isNews) this.#tell();
    }, EVERY_MS);
  }
}
