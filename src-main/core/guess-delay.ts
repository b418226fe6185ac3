import { ContractError } from '../contract/errors.ts';

const FREE_TRIES = 5;
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 15 * 60_000;

interface Tries {
  wrong: number;
  blockedUntil: number;
}

/**
 * Slows down who tries passwords at the unlock page, as the server does at login. It holds up people at the keyboard; who
 * has a copy of the disk is held up by Argon2id alone.
 */
export class GuessDelay {
  readonly #now: () => number;
  readonly #tries = new Map<string, Tries>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** To be called before each try, which counts as wrong until `succeeded`. @throws ContractError `rate-limited` */
  begin(whose: string): void {
    const { wrong, blockedUntil } = this.#tries.get(whose) ?? { wrong: 0, blockedUntil: 0 };
    const retryAfterMs = blockedUntil - this.#now();
    if (retryAfterMs > 0) throw new ContractError('rate-limited', { retryAfterMs });
    this.#tries.set(whose, { wrong: wrong + 1, blockedUntil: this.#now() + delayAfter(wrong + 1) });
  }

  succeeded(whose: string): void {
    this.#tries.delete(whose);
  }
}

function delayAfter(wrong: number): number {
  const beyond = wrong - FREE_TRIES;
  return beyond < 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** beyond, LONGEST_DELAY_MS);
}
