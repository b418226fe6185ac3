import type { AccountId, Delivery, Event } from '../../protocol/index.ts';
import type { Message } from '../contract/model.ts';
import { decodeContent } from './content.ts';
import type { Log } from './log.ts';
import type { Arrivals } from './store/operations.ts';
import type { Store } from './store/store.ts';
import { TurnBatch } from './turn-batch.ts';

export interface InboxOptions {
  /** whose inbox it is */
  account: AccountId;
  store: Store;
  /** the list of friends is up to date: only then is it certain who is a stranger */
  ready: Promise<void>;
  acknowledge(upTo: number): void;
  received(messages: Message[]): void;
  /** the stream has a gap or cannot be stored: it must begin anew, over a new connection */
  broken(why: string): void;
  log: Log;
}

/** One thing that came, its position in the stream, and what of it goes into the history. */
type Arrival = { seq: number } & (
  | { kind: 'text'; text: Arrivals['texts'][number] }
  | { kind: 'receipt'; receipt: Arrivals['receipts'][number] }
  | { kind: 'expired'; expired: Arrivals['expired'][number] }
  /** nothing for the chat; `isUnreadable` when it should have been */
  | { kind: 'nothing'; isUnreadable: boolean }
);

/**
 * The deliveries of one connection: committed in order, all that came together in one transaction, and acknowledged
 * only then.
 */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #arrivals: TurnBatch<Arrival>;
  #lastSeq = 0;
  #isBroken = false;

  constructor(options: InboxOptions) {
    this.#options = options;
    this.#arrivals = new TurnBatch((arrivals) => this.#commit(arrivals));
  }

  deliver(delivery: Delivery): void {
    this.#take(this.#read(delivery));
  }

  expire({ seq, to, messageId }: Event<'message.expire'>): void {
    this.#take({ seq, kind: 'expired', expired: { to, message: messageId } });
  }

  #take(arrival: Arrival) {
    if (this.#isBroken) return;
    if (arrival.seq !== this.#lastSeq + 1) return this.#break(`gap: ${this.#lastSeq} then ${arrival.seq}`);
    this.#lastSeq = arrival.seq;
    this.#arrivals.add(arrival).catch((error) => this.#break(`not stored: ${error.code}`));
  }

  #read({ seq, from, to, messageId: id, sentAt, body }: Delivery): Arrival {
    const content = decodeContent(body);
    const isOwn = from === this.#options.account;
    switch (content?.kind) {
      case undefined:
        return { seq, kind: 'nothing', isUnreadable: true };
      case 'text': {
        const place = isOwn
          ? ({ conversation: to, own: true, state: 'sent' } as const)
          : ({ conversation: from, own: false, state: 'received' } as const);
        return { seq, kind: 'text', text: { id, text: content.text, sentAt, ...place } };
      }
      case 'receipt':
        if (isOwn) return { seq, kind: 'nothing', isUnreadable: false };
        return { seq, kind: 'receipt', receipt: { from, messages: content.delivered } };
    }
  }

  async #commit(arrivals: Arrival[]): Promise<void> {
    const { store, ready, acknowledge, received } = this.#options;
    await ready;
    if (this.#isBroken) return;
    const { messages, strangers } = await store.run('receive', sort(arrivals));
    const last = arrivals.at(-1);
    if (last) acknowledge(last.seq);
    this.#logSkipped(strangers, arrivals);
    received(messages);
  }

  #logSkipped(strangers: number, arrivals: Arrival[]): void {
    const unreadable = arrivals.filter((arrival) => arrival.kind === 'nothing' && arrival.isUnreadable).length;
    if (strangers > 0) this.#options.log(`${strangers} messages from strangers left out`);
    if (unreadable > 0) this.#options.log(`${unreadable} messages could not be read`);
  }

  #break(why: string): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#options.broken(why);
  }
}

function sort(arrivals: Arrival[]): Arrivals {
  const sorted: Arrivals = { texts: [], receipts: [], expired: [] };
  for (const arrival of arrivals) {
    if (arrival.kind === 'text') sorted.texts.push(arrival.text);
    else if (arrival.kind === 'receipt') sorted.receipts.push(arrival.receipt);
    else if (arrival.kind === 'expired') sorted.expired.push(arrival.expired);
  }
  return sorted;
}
