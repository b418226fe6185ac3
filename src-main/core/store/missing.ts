import type { Transaction } from 'kysely';
import type { ConversationId, MessageId, Timestamp } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import type { Content } from '../content.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import { addMissingLine, giveUp } from './given-up.ts';
import { changeLine, findIdentity, type Identified } from './messages.ts';
import type { MissingRow, Schema } from './schema.ts';
import { Statement } from './statement.ts';

/** Of a larger gap the rest is not asked for: no honest device leaves one. */
const NUMBERS_PER_GAP = 500;

const anyOne = new Statement((db) => db.selectFrom('missing').select('place').limit(1));

type Gone = Extract<Content, { kind: 'gone' }>;

/** A device in a conversation: whose numbers are counted together. */
export interface Writer extends DeviceAddress {
  conversation: ConversationId;
}

/**
 * What did not come, or came and could not be read. A message may be both: unreadable, and the number that a later text
 * shows to be missing. The two are put together by the order in which they came, and taken apart again when a text
 * tells otherwise.
 */
export class Missing {
  readonly #transaction: Transaction<Schema>;
  readonly #at: Timestamp;
  readonly #lines = new Map<MessageId, Message>();
  readonly #lost: MissingRow[] = [];
  /** undefined until somebody wants to know */
  #isEmpty: boolean | undefined;

  constructor(transaction: Transaction<Schema>, at: Timestamp) {
    this.#transaction = transaction;
    this.#at = at;
  }

  /** A message came that could not be read. Nothing is missing when its text is here already. */
  async unreadable(writer: Writer, message: MessageId): Promise<void> {
    const found = await findIdentity(this.#transaction, message);
    if (!found || found.kind === 'unreadable' || !isBy(found, writer)) await this.#note(writer, [{ message }]);
  }

  /** A text came under an id that something else has already. */
  async collided(writer: Writer, message: MessageId): Promise<void> {
    await this.#note(writer, [{ message }]);
  }

  /** Numbers were skipped. */
  async skipped(writer: Writer, { from, to }: { from: number; to: number }): Promise<void> {
    const first = Math.max(from, to - NUMBERS_PER_GAP + 1);
    const numbers = Array.from({ length: to - first + 1 }, (_, index) => first + index);
    const rest = await this.#giveToUnreadable(writer, numbers);
    await this.#note(
      writer,
      rest.map((number) => ({ number })),
    );
    if (first > from) {
      this.#tell(await addMissingLine(this.#transaction, writer, first - from, this.#at));
    }
  }

  /** A text came: it is no longer missing. */
  async arrived(writer: Writer, message: MessageId, number: number | undefined): Promise<void> {
    if (await this.#isNothing()) return;
    const byMessage = await this.#find(writer, { message });
    const byNumber = number === undefined ? undefined : await this.#find(writer, { number });
    if (byMessage) await this.#delete(byMessage);
    if (byMessage?.line && byMessage.line !== message) await this.#giveLine(byMessage.line, message);
    if (byNumber && byNumber.place !== byMessage?.place) await this.#fill(byNumber, message);
    // The number that the unreadable message was taken for is still to come.
    if (byMessage && byMessage.number !== null && byMessage.number !== number) {
      await this.#note(writer, [{ number: byMessage.number }]);
    }
  }

  /** The other side says that something will not come. */
  async gone(writer: Writer, { id, number, reason }: Gone): Promise<void> {
    if (await this.#isNothing()) return;
    const byMessage = id && (await this.#find(writer, { message: id }));
    const byNumber = number === undefined ? undefined : await this.#find(writer, { number });
    if (byMessage) await this.#forgetMessage(byMessage, reason);
    if (byNumber && byNumber.place !== byMessage?.place) await this.#forgetNumber(byNumber, reason);
  }

  /** Tells of what is lost. The lines that are new or changed, apart from those whose place a text has taken. */
  async finish(): Promise<Message[]> {
    this.#tell(await giveUp(this.#transaction, await this.#stillLost(), this.#at));
    return [...this.#lines.values()];
  }

  #tell(lines: Message[]): void {
    for (const line of lines) this.#lines.set(line.id, line);
  }

  /** A text may have come after it was said to be gone. */
  async #stillLost(): Promise<MissingRow[]> {
    if (this.#lost.length === 0) return [];
    const places = this.#lost.map(({ place }) => place);
    return this.#transaction.selectFrom('missing').selectAll().where('place', 'in', places).execute();
  }

  /** The numbers for which there is no unreadable message. */
  async #giveToUnreadable(writer: Writer, numbers: number[]): Promise<number[]> {
    if (await this.#isNothing()) return numbers;
    const unnumbered = await this.#of(writer)
      .where('number', 'is', null)
      .orderBy('place')
      .limit(numbers.length)
      .execute();
    for (const [index, row] of unnumbered.entries()) await this.#setNumber(row, numbers[index] ?? null);
    return numbers.slice(unnumbered.length);
  }

  /** The number belongs to a text that is here: the row stands for that, or for another message after all. */
  async #fill(row: MissingRow, message: MessageId): Promise<void> {
    if (row.message !== null) return this.#setNumber(row, null);
    await this.#delete(row);
    if (row.line !== null) await this.#takeFromLine(row.line, message);
  }

  /** The last of those that a line counts takes its place, unless the message has a place already. */
  async #takeFromLine(line: MessageId, message: MessageId): Promise<void> {
    const { count } = await this.#transaction
      .selectFrom('missing')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('line', '=', line)
      .executeTakeFirstOrThrow();
    const hasPlace = (await findIdentity(this.#transaction, message)) !== undefined;
    if (count > 0 || hasPlace) return this.#tell(await changeLine(this.#transaction, line, { detail: String(count) }));
    await this.#giveLine(line, message);
  }

  /** The message takes the place of the line. */
  async #giveLine(line: MessageId, message: MessageId): Promise<void> {
    await changeLine(this.#transaction, line, { id: message, kind: 'unreadable', detail: null });
    this.#lines.delete(line);
  }

  /** An id that is unknown there was no text, or its number tells. */
  async #forgetMessage(row: MissingRow, reason: Gone['reason']): Promise<void> {
    if (reason === 'deleted') return this.#lose(row);
    if (row.number === null || reason === 'never-sent') return this.#delete(row);
    await this.#transaction.updateTable('missing').set({ message: null }).where('place', '=', row.place).execute();
  }

  async #forgetNumber(row: MissingRow, reason: Gone['reason']): Promise<void> {
    if (row.message !== null) return this.#setNumber(row, null);
    if (reason === 'deleted') return this.#lose(row);
    await this.#delete(row);
  }

  #lose(row: MissingRow): void {
    if (row.line === null) this.#lost.push(row);
  }

  async #note(writer: Writer, all: ({ message: MessageId } | { number: number })[]): Promise<void> {
    if (all.length === 0) return;
    const { account, device, conversation } = writer;
    await this.#transaction
      .insertInto('missing')
      .values(
        all.map((what) => ({ account, device, conversation, message: null, number: null, next_at: this.#at, ...what })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    this.#isEmpty = false;
  }

  async #isNothing(): Promise<boolean> {
    this.#isEmpty ??= (await anyOne.first(this.#transaction, {})) === undefined;
    return this.#isEmpty;
  }

  #find(writer: Writer, what: { message: MessageId } | { number: number }): Promise<MissingRow | undefined> {
    const rows = this.#of(writer);
    const one = 'message' in what ? rows.where('message', '=', what.message) : rows.where('number', '=', what.number);
    return one.executeTakeFirst();
  }

  #of({ account, device, conversation }: Writer) {
    return this.#transaction
      .selectFrom('missing')
      .selectAll()
      .where('account', '=', account)
      .where('device', '=', device)
      .where('conversation', '=', conversation);
  }

  async #setNumber({ place }: MissingRow, number: number | null): Promise<void> {
    await this.#transaction.updateTable('missing').set({ number }).where('place', '=', place).execute();
  }

  async #delete({ place }: MissingRow): Promise<void> {
    await this.#transaction.deleteFrom('missing').where('place', '=', place).execute();
  }
}

/** Whether that device wrote it there; what came to older versions may be by any device of the account. */
export function isBy({ conversation, author, device }: Identified, writer: Writer): boolean {
  return (
    conversation === writer.conversation && author === writer.account && (device === null || device === writer.device)
  );
}

/** A conversation is being deleted: what it misses is of no interest any more. */
export async function forgetMissing(transaction: Transaction<Schema>, conversation: ConversationId): Promise<void> {
  await transaction.deleteFrom('missing').where('conversation', '=', conversation).execute();
}
