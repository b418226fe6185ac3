import type { Transaction } from 'kysely';
import {
  type AccountId,
  type ConversationId,
  isRoom,
  type MessageId,
  type Timestamp,
} from '../../../protocol/index.ts';
import type { Message, Quote } from '../../contract/model.ts';
import { shownName } from '../attachments/file-name.ts';
import { type Act, type AttachmentContent, type Content, quoteOf } from '../content.ts';
import type { Expired, HeardNudge, Received } from '../e2ee/exchange.ts';
import type { Header } from '../e2ee/plaintext.ts';
import { newSealedId } from '../transfers/sealed-files.ts';
import { perform, type Said } from './acts.ts';
import { type NewAttachment, receivedAttachment } from './attachment-rows.ts';
import { withoutDeleted } from './deleted.ts';
import { takeEarly } from './early.ts';
import { hasSession } from './establish.ts';
import { type FetchBudget, keepWithinBudget } from './fetch-budget.ts';
import { type Extras, type NewMessage, writtenKinds } from './message-rows.ts';
import { markDelivered, markExpired, markReadByThem } from './message-states.ts';
import { addMessages, findMessage } from './messages.ts';
import type { Writer } from './missing.ts';
import { markReadElsewhere } from './reading.ts';
import { oweReceipts } from './receipts.ts';
import { isAdmin } from './room-roles.ts';
import type { Schema } from './schema.ts';

type Text = Extract<Content, { kind: 'text' }>;
type Receipt = Extract<Content, { kind: 'receipt' }>;

export interface ArrivedOptions {
  transaction: Transaction<Schema>;
  /** the account here */
  own: AccountId;
  /** so long after it was sent a message may be recalled by others; their clocks count */
  recallMs: number;
  /** whether the person is to hear of what others have read */
  showsReads: boolean;
  fetchBudget: FetchBudget;
}

/** What came in one batch and could be read. It is put into the history together: texts, and then what is about them. */
export class Arrived {
  readonly #options: ArrivedOptions;
  readonly #texts: NewMessage[] = [];
  readonly #receipts: { from: Writer; at: Timestamp; receipt: Receipt }[] = [];
  readonly #expired: Expired[] = [];
  readonly #acts: Said[] = [];
  readonly #added: Message[] = [];
  readonly #nudges: HeardNudge[] = [];
  readonly #lines = new Map<MessageId, Message>();

  constructor(options: ArrivedOptions) {
    this.#options = options;
  }

  async text({ account, conversation }: Writer, { id, sentAt }: Header, text: Text): Promise<void> {
    const own = account === this.#options.own;
    const { isNotice, extras } = await this.#allowed(account, conversation, text);
    const { mentions, quote } = extras;
    this.#texts.push({
      id,
      conversation,
      own,
      author: account,
      kind: isNotice ? 'notice' : 'text',
      text: text.text,
      extras: quote ? { ...extras, quote: await this.#asItWas(conversation, quote) } : extras,
      mentionsMe: !own && (mentions === 'all' || mentions?.includes(this.#options.own) === true),
      sentAt,
      state: own ? 'sent' : 'received',
      ...(text.attachment && { attachment: toReceived(text.attachment) }),
    });
  }

  receipt(from: Writer, { sentAt: at }: Header, receipt: Receipt): void {
    this.#receipts.push({ from, at, receipt });
  }

  async act({ account: author, conversation }: Writer, { id, sentAt }: Header, content: Act): Promise<void> {
    const said = { id, conversation, author, sentAt, content };
    if (content.kind === 'nudge') await this.#addNudge(said);
    else this.#acts.push(said);
  }

  expired(expired: Expired): void {
    this.#expired.push(expired);
  }

  async store(): Promise<Pick<Received, 'messages' | 'nudges' | 'readElsewhere'>> {
    const { transaction } = this.#options;
    await this.#addTexts();
    await this.#markStates();
    const early = this.#added.length > 0 ? await takeEarly(transaction, this.#added) : [];
    for (const said of [...early, ...this.#acts]) this.#tell(await perform(transaction, said, this.#options));
    const messages = [...this.#lines.values()].sort((a, b) => a.order - b.order);
    return { messages, nudges: this.#nudges, readElsewhere: await this.#readElsewhere() };
  }

  /** What only owner and admins of a room may do is left out when others do it; of what only makes sense in a room, the rest. */
  async #allowed(account: AccountId, conversation: ConversationId, { extras = {} }: Text) {
    const { notice, mentions, ...others } = extras;
    if (!isRoom(conversation) || (!notice && !mentions)) return { isNotice: false, extras: toExtras(others) };
    const isDirecting = await isAdmin(this.#options.transaction, conversation, account);
    const isMentioning = mentions !== undefined && (mentions !== 'all' || isDirecting);
    return {
      isNotice: notice === true && isDirecting,
      extras: toExtras(isMentioning ? { ...others, mentions } : others),
    };
  }

  /** Words are put into nobody's mouth while it is known what they said. */
  async #asItWas(conversation: ConversationId, quote: Quote): Promise<Quote> {
    const quoted = await findMessage(this.#options.transaction, quote.id);
    if (quoted?.conversation !== conversation) return quote;
    if (quoted.kind === 'recalled') return { ...quoteOf(quoted), text: '' };
    return writtenKinds.includes(quoted.kind) ? quoteOf(quoted) : quote;
  }

  /** A line of its own, behind the texts that came before it. */
  async #addNudge(said: Said): Promise<void> {
    await this.#addTexts();
    const lines = await perform(this.#options.transaction, said, this.#options);
    this.#tell(lines);
    if (lines.some(({ own }) => !own)) this.#nudges.push({ by: said.author, sentAt: said.sentAt });
  }

  async #addTexts(): Promise<void> {
    const texts = this.#texts.splice(0);
    if (texts.length === 0) return;
    const { transaction, fetchBudget } = this.#options;
    const all = await addMessages(transaction, await withoutDeleted(transaction, texts));
    const added = await keepWithinBudget(transaction, all, fetchBudget);
    this.#added.push(...added);
    this.#tell(added);
    await oweReceipts(
      transaction,
      added.flatMap(({ id, own, conversation }) =>
        own || isRoom(conversation) ? [] : { account: conversation, message: id, state: 'delivered' },
      ),
    );
  }

  async #markStates(): Promise<void> {
    const { transaction, own, showsReads } = this.#options;
    for (const { from, at, receipt } of this.#receipts) {
      if (from.account === own) continue;
      const { delivered, read = [] } = receipt;
      const onlyDelivered = showsReads ? delivered : [...delivered, ...read];
      this.#tell(await markDelivered(transaction, from, { ids: onlyDelivered, at }));
      if (showsReads) this.#tell(await markReadByThem(transaction, from, { ids: read, at }));
    }
    for (const expired of this.#expired) this.#tell(await this.#markExpired(expired));
  }

  /** A copy for another device of one's own is no loss to the other person. */
  async #markExpired({ to, messageId, device }: Expired): Promise<Message[]> {
    const { transaction, own } = this.#options;
    if (isRoom(to)) return [];
    const isOwn = await hasSession(transaction, { account: own, device });
    return isOwn ? [] : markExpired(transaction, to, messageId);
  }

  async #readElsewhere(): Promise<ConversationId[]> {
    const { transaction, own } = this.#options;
    const conversations = new Set<ConversationId>();
    for (const { from, receipt } of this.#receipts) {
      const { account, conversation } = from;
      if (account !== own || !receipt.read) continue;
      await markReadElsewhere(transaction, own, { id: conversation, messages: receipt.read });
      conversations.add(conversation);
    }
    return [...conversations];
  }

  #tell(lines: Message[]): void {
    for (const line of lines) this.#lines.set(line.id, line);
  }
}

function toReceived(attachment: AttachmentContent): NewAttachment {
  return receivedAttachment(attachment, shownName(attachment.name), newSealedId());
}

/** Without the parts that a later version's values were in. */
function toExtras({ style, ...others }: Extras): Extras {
  const { size, colour } = style ?? {};
  return { ...others, ...((size || colour) && { style: { ...(size && { size }), ...(colour && { colour }) } }) };
}
