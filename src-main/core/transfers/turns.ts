import { ContractError } from '../../contract/errors.ts';

/** Transfers under way at once in one direction, and how many of them may be large. */
const AT_ONCE = 2;
const LARGE_AT_ONCE = 1;
/** Bytes above which a file is large: pictures and voice messages do not wait until files are through. */
const LARGE = 32 * 1024 * 1024;

interface Waiting extends Place {
  isLarge: boolean;
  start(): void;
}

export interface Place {
  /** a person waits for it */
  isWanted: boolean;
}

/** Who may go next in one direction: in order, except that what is wanted goes first, and what is small may overtake what is large. */
export class Turns {
  #small = 0;
  #large = 0;
  #waiting: Waiting[] = [];

  /** Does the work when it is its turn. @throws ContractError `cancelled`; whatever the work throws */
  async take<T>(
    { size, isWanted = false }: { size: number } & Partial<Place>,
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    const isLarge = size > LARGE;
    await this.#turn({ isLarge, isWanted }, signal);
    try {
      return await work();
    } finally {
      this.#count(isLarge, -1);
      this.#startNext();
    }
  }

  #turn({ isLarge, isWanted }: Omit<Waiting, 'start'>, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting = this.#waiting.filter((each) => each !== waiting);
        reject(new ContractError('cancelled'));
      };
      const start = () => {
        signal.removeEventListener('abort', leave);
        this.#count(isLarge, 1);
        resolve();
      };
      const waiting = { isLarge, isWanted, start };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      this.#queue(waiting);
      this.#startNext();
    });
  }

  #queue(waiting: Waiting): void {
    const before = waiting.isWanted ? this.#waiting.findIndex(({ isWanted }) => !isWanted) : -1;
    this.#waiting.splice(before < 0 ? this.#waiting.length : before, 0, waiting);
  }

  #startNext(): void {
    const index = this.#waiting.findIndex(({ isLarge }) => this.#hasPlace(isLarge));
    if (index < 0) return;
    const [next] = this.#waiting.splice(index, 1);
    next?.start();
  }

  #hasPlace(isLarge: boolean): boolean {
    return this.#small + this.#large < AT_ONCE && !(isLarge && this.#large >= LARGE_AT_ONCE);
  }

  #count(isLarge: boolean, by: 1 | -1): void {
    if (isLarge) this.#large += by;
    else this.#small += by;
  }
}
