const CHECK_MS = 1_000;
const MINUTE_MS = 60_000;

export interface IdleLockOptions {
  /** minutes without activity; 0 is never */
  after(): number;
  /** wall clock, milliseconds: time asleep counts */
  now: () => number;
  /** milliseconds on a clock that nobody sets: a wall clock that is set back keeps nothing open */
  monotonic?: () => number;
  lock(): void;
}

/** Locks when the person has not touched the program for as long as they chose, by whichever clock has gone further. */
export class IdleLock {
  readonly #options: IdleLockOptions;
  readonly #monotonic: () => number;
  readonly #timer: NodeJS.Timeout;
  #lastActivity: { wall: number; monotonic: number };

  constructor(options: IdleLockOptions) {
    this.#options = options;
    this.#monotonic = options.monotonic ?? (() => performance.now());
    this.#lastActivity = this.#clocks();
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
  }

  /** The person is there. */
  active(): void {
    this.#lastActivity = this.#clocks();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const { after, lock } = this.#options;
    if (after() === 0 || this.#idleMs() < after() * MINUTE_MS) return;
    this.active();
    lock();
  }

  #idleMs(): number {
    const { wall, monotonic } = this.#clocks();
    return Math.max(wall - this.#lastActivity.wall, monotonic - this.#lastActivity.monotonic);
  }

  #clocks(): { wall: number; monotonic: number } {
    return { wall: this.#options.now(), monotonic: this.#monotonic() };
  }
}
