import { Fifo } from './delivery/fifo.ts';

/** Milliseconds that one connection is worked for at a time. */
const SLICE_MS = 3;
/** Milliseconds in one turn of the event loop for all that wait. */
const TURN_MS = 6;
/**
 * Who has used little of late is served before those who wait: so many milliseconds at once, and a tenth of the time.
 */
const CREDIT_MS = 20;
const CREDIT_PER_MS = 0.1;
/** Nobody waits longer for having asked too often. */
const LONGEST_HOLD_MS = 1000;

/**
 * Shares the turns of the event loop among the connections. A connection that brings little is served as it comes. One
 * that brings more than its share waits with what is left, and those that wait take turns, a slice each, in a part of
 * each turn of the loop. So a flood takes what nobody else needs, and delays nobody for longer than such a part.
 */
export class Turns {
  readonly now: () => number;
  readonly #waiting = new Fifo<Share>();
  #isScheduled = false;

  /** @param now monotonic milliseconds */
  constructor(now: () => number) {
    this.now = now;
  }

  /** For a new connection. @param proceed goes on with what the connection has left undone; called in its turn */
  join(proceed: () => void): Share {
    return new Share(this, proceed);
  }

  /** Puts it at the end of those that wait, at once or after so many milliseconds. */
  enqueue(share: Share, afterMs: number): void {
    if (afterMs <= 0) this.#enqueue(share);
    else setTimeout(() => this.#enqueue(share), afterMs).unref();
  }

  #enqueue(share: Share): void {
    this.#waiting.push(share);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#serve());
  }

  #serve(): void {
    this.#isScheduled = false;
    const end = this.now() + TURN_MS;
    // each once: who waits again comes after all others, when the sockets have been looked at
    for (let left = this.#waiting.length; left > 0 && this.now() < end; left--) this.#waiting.shift()?.serve();
    if (this.#waiting.length > 0) this.#schedule();
  }
}

/** A connection's part of the turns. */
export class Share {
  readonly #turns: Turns;
  readonly #proceed: () => void;
  #credit = CREDIT_MS;
  #creditAt: number;
  #sliceEnd = 0;
  #heldUntil = 0;
  #isWaiting = false;

  constructor(turns: Turns, proceed: () => void) {
    this.#turns = turns;
    this.#proceed = proceed;
    this.#creditAt = turns.now();
  }

  /** Whether something is left that its turn has not come for. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Does the work for what has just come. It asks `mustWait` between its steps, and stops when that says so. */
  work(work: () => void): void {
    this.#run(work, this.#refill() > 0 ? SLICE_MS : 0);
  }

  /** @returns whether the rest of what has come must wait. If so, `proceed` is called once the rest may be handled. */
  mustWait(): boolean {
    if (this.#isWaiting) return true;
    const now = this.#turns.now();
    if (now >= this.#heldUntil && now < this.#sliceEnd) return false;
    this.#isWaiting = true;
    this.#turns.enqueue(this, this.#heldUntil - now);
    return true;
  }

  /**
   * Lets what is left wait for so many milliseconds more: what is refused costs, too, and honest clients ask less often
   * then.
   */
  hold(ms: number): void {
    const now = this.#turns.now();
    this.#heldUntil = Math.min(Math.max(now, this.#heldUntil) + ms, now + LONGEST_HOLD_MS);
  }

  /** Its turn has come. */
  serve(): void {
    this.#isWaiting = false;
    this.#run(this.#proceed, SLICE_MS);
  }

  #run(work: () => void, slice: number): void {
    const start = this.#turns.now();
    this.#sliceEnd = start + slice;
    try {
      work();
    } finally {
      this.#sliceEnd = 0;
      this.#credit = Math.max(-CREDIT_MS, this.#credit - (this.#turns.now() - start));
    }
  }

  #refill(): number {
    const now = this.#turns.now();
    this.#credit = Math.min(CREDIT_MS, this.#credit + (now - this.#creditAt) * CREDIT_PER_MS);
    this.#creditAt = now;
    return this.#credit;
  }
}
