import type { AccountId } from '../../protocol/index.ts';
import type { SendProblem } from '../contract/model.ts';
import { RECEIPT_LIMIT } from './content.ts';
import type { Log } from './log.ts';
import { newMessageId } from './message-id.ts';
import type { Outbox } from './outbox.ts';
import type { OwedReceipt } from './store/receipts.ts';
import type { Store } from './store/store.ts';
import { TurnBatch } from './turn-batch.ts';

/**
 * Tells people that their messages are stored here, or were read. What is owed lies in the store until the server has the receipt,
 * so nothing is lost with a connection or the program; a receipt that arrives twice changes nothing.
 */
export class Receipts {
  readonly #store: Store;
  readonly #outbox: Outbox;
  readonly #now: () => number;
  readonly #log: Log;
  readonly #checks: TurnBatch<void>;
  /** whom a receipt is on its way to; the next waits for its answer */
  readonly #underWay = new Set<AccountId>();
  /** who gets nothing encrypted at the moment; what is owed to them waits */
  readonly #held = new Set<AccountId>();
  #isClosed = false;

  constructor(store: Store, outbox: Outbox, now: () => number, log: Log) {
    this.#store = store;
    this.#outbox = outbox;
    this.#now = now;
    this.#log = log;
    this.#checks = new TurnBatch(() => this.#send());
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Messages have been stored, or the program has just started. */
  check(): void {
    this.#checks.add().catch((error) => this.#log(`receipts not read: ${error.code}`));
  }

  /** Signed in anew, or somebody's keys are trusted again: those whose receipts were held back may get them now. */
  release(): void {
    this.#held.clear();
    this.check();
  }

  async #send(): Promise<void> {
    if (this.#isClosed) return;
    for (const owed of await this.#store.run('owedReceipts', RECEIPT_LIMIT)) {
      if (!this.#underWay.has(owed.to) && !this.#held.has(owed.to)) this.#sendOne(owed);
    }
  }

  #sendOne(owed: OwedReceipt): void {
    const { to, delivered, read } = owed;
    this.#underWay.add(to);
    this.#outbox.add(`receipt ${to}`, {
      to,
      messageId: newMessageId(),
      sentAt: this.#now(),
      content: { kind: 'receipt', delivered, ...(read.length > 0 && { read }) },
      sent: () => this.#settle(to, this.#store.run('settleReceipts', owed)),
      failed: (problem) => this.#failed(to, problem),
    });
  }

  #failed(to: AccountId, problem: SendProblem): void {
    if (problem === 'keys-changed' || problem === 'untrusted-device') {
      this.#held.add(to);
      this.#underWay.delete(to);
      return;
    }
    // No longer friends, or their queue is full: they will not hear of it.
    this.#settle(to, this.#store.run('forgetReceipts', to));
  }

  #settle(to: AccountId, stored: Promise<void>): void {
    stored
      .then(() => {
        this.#underWay.delete(to);
        this.check();
      })
      .catch((error) => this.#log(`receipt not settled: ${error.code}`));
  }
}
