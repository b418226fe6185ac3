import type { MessageId } from '../../contract/model.ts';

/** Why a transfer ends before its time. `closing`: the account is; it goes on with the next start. */
export type StopReason = 'pause' | 'cancel' | 'gone' | 'closing';

type Work = (signal: AbortSignal) => Promise<void>;

interface Entry {
  controller: AbortController;
  done: Promise<void>;
  /** asked for while this was coming to its end */
  next: Work | undefined;
}

/** What is under way, one thing for each message. */
export class Running {
  readonly #entries = new Map<MessageId, Entry>();
  #isClosed = false;

  get ids(): MessageId[] {
    return [...this.#entries.keys()];
  }

  has(id: MessageId): boolean {
    return this.#entries.has(id);
  }

  /** Does the work; when something is under way for the message, after that. The work never rejects. */
  start(id: MessageId, work: Work): void {
    if (this.#isClosed) return;
    const present = this.#entries.get(id);
    if (present) present.next = work;
    else this.#begin(id, work);
  }

  /** Resolves when the work has ended, and what is to be stored of it is. */
  async stop(id: MessageId, reason: StopReason): Promise<void> {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.next = undefined;
    entry.controller.abort(reason);
    await entry.done;
  }

  /** Ends everything for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.ids.map((id) => this.stop(id, 'closing')));
  }

  #begin(id: MessageId, work: Work): void {
    const controller = new AbortController();
    const done = work(controller.signal).finally(() => {
      this.#entries.delete(id);
      if (entry.next && !this.#isClosed) this.#begin(id, entry.next);
    });
    const entry: Entry = { controller, done, next: undefined };
    this.#entries.set(id, entry);
  }
}

/** Why it was stopped; undefined when it was not. */
export function stopReason(signal: AbortSignal): StopReason | undefined {
  return signal.aborted ? (signal.reason as StopReason) : undefined;
}
