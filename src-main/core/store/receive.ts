import type { Transaction } from 'kysely';
import type { AccountId, Delivery, MessageId, Timestamp } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import type { Content } from '../content.ts';
import type { Expired, Incoming, Received, ResendRequest } from '../e2ee/exchange.ts';
import { agree, type Header, type Read, readPlaintext } from '../e2ee/plaintext.ts';
import { type Decrypted, Ratchets } from '../e2ee/ratchets.ts';
import type { OwnIdentity } from './history.ts';
import { addMessages, markDelivered, markExpired, type NewMessage } from './messages.ts';
import { Missing, type Writer } from './missing.ts';
import { SeenNumbers } from './numbers.ts';
import { oweReceipts } from './receipts.ts';
import type { Schema } from './schema.ts';

export interface Batch {
  batch: (Incoming | Expired)[];
  /** accounts whose certificates were just looked at: what is by other keys than those cannot be read */
  ready: AccountId[];
  at: Timestamp;
}

export async function receive(
  transaction: Transaction<Schema>,
  own: OwnIdentity,
  { batch, ready, at }: Batch,
): Promise<Received> {
  const receiving = new Receiving({
    transaction,
    own,
    ready,
    known: await acquaintances(transaction),
    ratchets: await Ratchets.open(transaction, own),
    missing: await Missing.open(transaction, at),
  });
  for (const [done, arrival] of batch.entries()) {
    const unknownKeys = await receiving.take(arrival);
    if (unknownKeys !== undefined) return { ...(await receiving.finish()), done, unknownKeys };
  }
  return { ...(await receiving.finish()), done: batch.length };
}

interface Parts {
  transaction: Transaction<Schema>;
  own: OwnIdentity;
  ready: AccountId[];
  known: Set<AccountId>;
  ratchets: Ratchets;
  missing: Missing;
}

/** Reads one arrival after the other; texts and receipts are put into the history together at the end. */
class Receiving {
  readonly #parts: Parts;
  readonly #seen: SeenNumbers;
  readonly #texts: NewMessage[] = [];
  readonly #receipts: { from: AccountId; messages: MessageId[] }[] = [];
  readonly #expired: Expired[] = [];
  readonly #asked: ResendRequest[] = [];
  #strangers = 0;
  #unreadable = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#seen = new SeenNumbers(parts.transaction);
  }

  /** The sender's account when it must be looked at first; nothing has been done then. */
  async take(arrival: Incoming | Expired): Promise<AccountId | undefined> {
    if (arrival.kind === 'expired') {
      this.#expired.push(arrival);
      return undefined;
    }
    const { delivery } = arrival;
    const writer = this.#writerOf(delivery);
    if (!this.#parts.known.has(writer.conversation)) {
      this.#strangers += 1;
      return undefined;
    }
    const decrypted = await this.#parts.ratchets.decrypt(writer, delivery.body);
    if (decrypted.kind === 'untrusted' && !this.#mayBeRefused(delivery.from)) return delivery.from;
    if (decrypted.kind !== 'duplicate') await this.#takeRead(writer, delivery, this.#read(decrypted, delivery));
    return undefined;
  }

  async finish(): Promise<Omit<Received, 'done' | 'unknownKeys'>> {
    const { ratchets, missing } = this.#parts;
    await ratchets.save();
    await this.#seen.save();
    const changed = await this.#changed();
    const added = await this.#added();
    return {
      messages: [...changed, ...added, ...(await missing.finish())],
      strangers: this.#strangers,
      unreadable: this.#unreadable,
      asked: this.#asked,
    };
  }

  /** From now on it counts as unreadable: its sender's certificate says otherwise. */
  #mayBeRefused(from: AccountId): boolean {
    return from === this.#parts.own.account || this.#parts.ready.includes(from);
  }

  #writerOf({ from, device, to }: Delivery): Writer {
    return { account: from, device, conversation: from === this.#parts.own.account ? to : from };
  }

  #read(decrypted: Decrypted, delivery: Delivery): Read {
    if (decrypted.kind !== 'plaintext') return { kind: 'malformed' };
    const read = readPlaintext(decrypted.plaintext);
    const isForUs = [delivery.from, delivery.to].includes(this.#parts.own.account);
    if ('header' in read && read.header && !(isForUs && agree(read.header, delivery))) return { kind: 'malformed' };
    return read;
  }

  async #takeRead(writer: Writer, { messageId }: Delivery, read: Read): Promise<void> {
    switch (read.kind) {
      case 'content':
        return this.#takeContent(writer, read.header, read.content);
      case 'unknown':
        if (read.header) await this.#takeNumber(writer, read.header);
        return;
      case 'signal':
        return;
      case 'malformed':
        this.#unreadable += 1;
        return this.#parts.missing.unreadable(writer, messageId);
    }
  }

  async #takeContent(writer: Writer, header: Header, content: Content): Promise<void> {
    const isOwn = writer.account === this.#parts.own.account;
    switch (content.kind) {
      case 'text':
        return this.#takeText(writer, header, content.text);
      case 'receipt':
        if (!isOwn) this.#receipts.push({ from: writer.account, messages: content.delivered });
        return;
      case 'resend':
        this.#asked.push({ ...writer, ids: content.ids, numbers: content.numbers });
        return;
      case 'gone':
        return this.#parts.missing.gone(writer, content);
    }
  }

  async #takeText(writer: Writer, header: Header, text: string): Promise<void> {
    const { id, sentAt } = header;
    const { account, conversation } = writer;
    const isOwn = account === this.#parts.own.account;
    const place = isOwn ? ({ own: true, state: 'sent' } as const) : ({ own: false, state: 'received' } as const);
    this.#texts.push({ id, conversation, text, sentAt, ...place });
    await this.#takeNumber(writer, header);
  }

  async #takeNumber(writer: Writer, { id, n: number, first }: Header): Promise<void> {
    const { missing } = this.#parts;
    if (number !== undefined) {
      const gap = await this.#seen.see(writer, writer.conversation, { number, first: first ?? number });
      if (gap) await missing.skipped(writer, gap);
    }
    await missing.arrived(writer, id, number);
  }

  async #changed(): Promise<Message[]> {
    const { transaction } = this.#parts;
    const changed: Message[] = [];
    for (const { from, messages } of this.#receipts)
      changed.push(...(await markDelivered(transaction, from, messages)));
    for (const { to, messageId } of this.#expired) changed.push(...(await markExpired(transaction, to, messageId)));
    return changed;
  }

  async #added(): Promise<Message[]> {
    const { transaction } = this.#parts;
    const added = await addMessages(transaction, this.#texts);
    const received = added.filter(({ own }) => !own);
    await oweReceipts(
      transaction,
      received.map(({ id, conversation }) => ({ account: conversation, message: id })),
    );
    return added;
  }
}

/** Friends, and former friends whose chat was kept. */
async function acquaintances(transaction: Transaction<Schema>): Promise<Set<AccountId>> {
  const rows = await transaction
    .selectFrom('contact')
    .select('account')
    .union(transaction.selectFrom('conversation').select('account'))
    .execute();
  return new Set(rows.map(({ account }) => account));
}
