/**
 * Does what one sender asks for in the order in which it was asked for: at once, unless something is still waited for.
 */
export class Line {
  /** settles, and never rejects, when the last one that had to wait is done */
  #last: Promise<void> | undefined;

  /**
   * Does the work in its turn.
   * @param missing begins to get what the work needs; returns undefined once the work has all of it
   * @returns what the work returns. It throws, or rejects, as `missing` and `work` do; the next one is done all the
   * same.
   */
  take<R>(missing: () => Promise<unknown> | undefined, work: () => R): R | Promise<R> {
    const before = this.#last ?? missing();
    if (!before) return work();
    const done = doAfter(before, missing, work);
    const settled = done.then(ignore, ignore);
    this.#last = settled;
    void settled.then(() => {
      if (this.#last === settled) this.#last = undefined;
    });
    return done;
  }
}

async function doAfter<R>(before: Promise<unknown>, missing: () => Promise<unknown> | undefined, work: () => R) {
  // what was there already may be gone again after the waiting
  for (let waiting: Promise<unknown> | undefined = before; waiting; waiting = missing()) await waiting;
  return work();
}

/** Whoever asked hears of the outcome; the line only goes on. */
function ignore(): void {}
