import { describeFailure } from '../describe-failure.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { SealedFiles } from '../transfers/sealed-files.ts';

export interface SealedCopiesParts {
  store: Pick<Store, 'run'>;
  files: Pick<SealedFiles, 'remove' | 'ids'>;
  log: Log;
}

/** The sealed files that messages share: one goes when no message has it, and none is about to. */
export class SealedCopies {
  readonly #parts: SealedCopiesParts;
  readonly #unwanted = new Set<string>();
  #works = 0;

  constructor(parts: SealedCopiesParts) {
    this.#parts = parts;
  }

  /** Of all that lies there. */
  ids(): Promise<Set<string>> {
    return this.#parts.files.ids();
  }

  /** Does what looks up sealed files and stores messages that have them, too: none goes meanwhile. */
  async keeping<R>(work: () => Promise<R>): Promise<R> {
    this.#works += 1;
    try {
      return await work();
    } finally {
      this.#works -= 1;
      if (this.#works === 0) await this.#removeUnwanted();
    }
  }

  /** At once, or when nothing is kept any more; not at all while a message has it. */
  async remove(id: string): Promise<void> {
    const isInUse = await this.#parts.store.run('isSealedInUse', id);
    // asked for after the answer: a work that ends later may have stored another message with it
    if (this.#works > 0) this.#unwanted.add(id);
    else if (!isInUse) await this.#parts.files.remove(id);
  }

  /** The work is done, whatever becomes of this; what is left the next start sweeps away. */
  async #removeUnwanted(): Promise<void> {
    const unwanted = [...this.#unwanted];
    this.#unwanted.clear();
    for (const id of unwanted) {
      await this.remove(id).catch((error) => this.#parts.log(`sealed file not deleted: ${describeFailure(error)}`));
    }
  }
}
