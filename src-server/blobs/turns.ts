/** Does so much at once and no more; what comes later waits, in order. */
export class Turns {
  readonly #atOnce: number;
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay >= this.#atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#underWay += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // the place is handed on: nobody who comes between is quicker
      if (next) next();
      else this.#underWay -= 1;
    }
  }
}
