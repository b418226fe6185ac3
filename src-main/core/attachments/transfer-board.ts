import type { Transfer } from '../../contract/attachment.ts';
import type { MessageId } from '../../contract/model.ts';
import type { Emit } from '../changes.ts';

/** Speed is that of the last milliseconds. */
const WINDOW_MS = 5_000;

interface Entry {
  transfer: Transfer;
  /** how far it was when, the oldest first */
  marks: { at: number; done: number }[];
}

/** The attachments that are on their way now, as the UI is told of them. */
export class TransferBoard {
  readonly #emit: Emit;
  readonly #now: () => number;
  readonly #entries = new Map<MessageId, Entry>();

  /** @param now monotonic milliseconds */
  constructor(emit: Emit, now: () => number) {
    this.#emit = emit;
    this.#now = now;
  }

  get transfers(): Transfer[] {
    return [...this.#entries.values()].map(({ transfer }) => transfer);
  }

  /** @returns what the transfer reports to */
  begin(message: MessageId, direction: Transfer['direction'], total: number) {
    const entry: Entry = { transfer: { message, direction, stage: 'waiting', done: 0, total }, marks: [] };
    this.#entries.set(message, entry);
    this.#emit('transfer', entry.transfer);
    return (stage: Transfer['stage'], done: number) => this.#report(entry, stage, done);
  }

  end(message: MessageId): void {
    if (this.#entries.delete(message)) this.#emit('transferEnded', message);
  }

  #report(entry: Entry, stage: Transfer['stage'], done: number): void {
    const { message, direction, total } = entry.transfer;
    if (this.#entries.get(message) !== entry) return;
    if (stage !== 'running') entry.marks = [];
    const bytesPerSecond = stage === 'running' ? this.#speed(entry, done) : undefined;
    const speed = bytesPerSecond === undefined ? {} : { bytesPerSecond };
    entry.transfer = { message, direction, stage, done, total, ...speed };
    this.#emit('transfer', entry.transfer);
  }

  #speed({ marks }: Entry, done: number): number | undefined {
    const now = this.#now();
    marks.push({ at: now, done });
    while (marks.length > 2 && (marks[1]?.at ?? now) < now - WINDOW_MS) marks.shift();
    const [first] = marks;
    if (!first || first.at === now || first.done > done) return undefined;
    return Math.round(((done - first.done) * 1000) / (now - first.at));
  }
}
