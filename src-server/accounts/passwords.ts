import { createHmac } from 'node:crypto';
import { newPasswordSalt, OperationError, type PasswordHashing } from '../../protocol/index.ts';
import type { Config } from '../config.ts';
import type { Secrets } from '../identity.ts';

/** For a name nobody has: always the same for that name, in the shape of an account's. @param key of that name */
export function plausibleHashing(
  { secrets, fingerprint }: { secrets: Pick<Secrets, 'kdf'>; fingerprint: string },
  name: string,
  key: string,
): PasswordHashing {
  const random = createHmac('sha256', secrets.kdf).update(key).digest().subarray(0, 12);
  const salt = newPasswordSalt({ fingerprint, name }, random);
  return { salt, memoryKiB: 64 * 1024, passes: 3, parallelism: 1 };
}

interface Tries {
  wrong: number;
  blockedUntil: number;
}

const FIRST_DELAY_MS = 1000;
const GUESSERS_REMEMBERED = 50_000;

/**
 * Slows down guessing: after some wrong passwords or codes of one guesser for a name each next one must wait, twice as
 * long every time, up to a limit. Counts for names that do not exist as well. A restart forgets it.
 */
export class PasswordThrottle {
  readonly #limits: Config['limits'];
  readonly #now: () => number;
  readonly #tries = new Map<string, Tries>();

  constructor(limits: Config['limits'], now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * To be called before a password is checked. Counts it as wrong until `succeeded` says otherwise, so that many at the
   * same moment gain nothing.
   * @throws OperationError `rate-limited`
   */
  begin(key: string): void {
    const { wrong, blockedUntil } = this.#tries.get(key) ?? { wrong: 0, blockedUntil: 0 };
    const wait = blockedUntil - this.#now();
    if (wait > 0) throw new OperationError('rate-limited', { retryAfterMs: Math.ceil(wait) });
    // set anew, to stand at the end of the map's order
    this.#tries.delete(key);
    this.#tries.set(key, { wrong: wrong + 1, blockedUntil: this.#now() + this.#delayAfter(wrong + 1) });
    this.#forgetOldest();
  }

  succeeded(key: string): void {
    this.#tries.delete(key);
  }

  #delayAfter(wrong: number): number {
    const beyond = wrong - this.#limits.passwordTries;
    return beyond < 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** beyond, this.#limits.passwordDelay * 1000);
  }

  #forgetOldest(): void {
    if (this.#tries.size <= GUESSERS_REMEMBERED) return;
    for (const oldest of this.#tries.keys()) {
      this.#tries.delete(oldest);
      return;
    }
  }
}
