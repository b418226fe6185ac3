const CHECK_MS = 1_000;
const MINUTE_MS = 60_000;

export interface IdleLockOptions {
  /** minutes without activity; 0 is never */
  after(): number;
  /** wall clock, so that time asleep counts */
  now: () => number;
  lock(): void;
}

/** Locks when the person has not touched the program for as long as they chose. */
export class IdleLock {
  readonly #options: IdleLockOptions;
  readonly #timer: NodeJS.Timeout;
  #lastActivity: number;

  constructor(options: IdleLockOptions) {
    this.#options = options;
    this.#lastActivity = options.now();
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
  }

  /** The person is there. */
  active(): void {
    this.#lastActivity = this.#options.now();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const { after, now, lock } = this.#options;
    if (after() === 0 || now() - this.#lastActivity < after() * MINUTE_MS) return;
    this.active();
    lock();
  }
}
