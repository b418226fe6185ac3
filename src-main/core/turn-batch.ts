interface Entry<T, R> {
  item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/**
 * Gathers what is added during one turn of the event loop, and while the batch before it is being worked on, and
 * hands it over at once: a burst costs as many commits as it takes, not one for each item. With a `delayMs` it gathers for
 * so long before each batch, with a `restMs` after it, too.
 */
export class TurnBatch<T, R = void> {
  readonly #work: (items: T[]) => Promise<R>;
  readonly #delayMs: number;
  readonly #restMs: number;
  #gathered: Entry<T, R>[] = [];
  #isRunning = false;
  #whenIdle: (() => void)[] = [];

  constructor(
    work: (items: T[]) => Promise<R>,
    { delayMs = 0, restMs = 0 }: { delayMs?: number; restMs?: number } = {},
  ) {
    this.#work = work;
    this.#delayMs = delayMs;
    this.#restMs = restMs;
  }

  /** Resolves with the result of the item's batch. */
  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#gathered.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves when all that has been added is done. */
  async idle(): Promise<void> {
    if (this.#isRunning) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  #schedule(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    if (this.#delayMs > 0) setTimeout(() => this.#run(), this.#delayMs);
    else setImmediate(() => this.#run());
  }

  async #run() {
    const batch = this.#gathered;
    this.#gathered = [];
    try {
      const result = await this.#work(batch.map(({ item }) => item));
      for (const { resolve } of batch) resolve(result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    if (this.#restMs > 0) setTimeout(() => this.#goOn(), this.#restMs);
    else this.#goOn();
  }

  #goOn(): void {
    this.#isRunning = false;
    if (this.#gathered.length > 0) return this.#schedule();
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
