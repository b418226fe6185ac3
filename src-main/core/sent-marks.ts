import type { MessageId } from '../contract/model.ts';

/** So long the store does not hear that the server has a message. */
const DELAY_MS = 20;

/**
 * The messages that the server has and the store does not know it of yet. Nothing waits for it to know, and most are delivered
 * meanwhile, which says more and has been stored anyway. What a crash loses here is sent again; the server knows it by its id.
 */
export class SentMarks {
  readonly #write: (ids: MessageId[]) => Promise<void>;
  readonly #ids = new Set<MessageId>();
  readonly #writing = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (ids: MessageId[]) => Promise<void>) {
    this.#write = write;
  }

  add(id: MessageId): void {
    this.#ids.add(id);
    this.#timer ??= setTimeout(() => this.flush(), DELAY_MS);
  }

  /** The store knows more of it already. */
  forget(id: MessageId): void {
    this.#ids.delete(id);
    if (this.#ids.size === 0) this.#stopTimer();
  }

  /** Hands all to the store, before what it is asked next. */
  flush(): void {
    this.#stopTimer();
    if (this.#ids.size === 0) return;
    const writing = this.#write([...this.#ids]).finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
    this.#ids.clear();
  }

  /** Resolves when all so far are stored. */
  async settled(): Promise<void> {
    this.flush();
    await Promise.all(this.#writing);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
