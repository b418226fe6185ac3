import type { Transaction } from 'kysely';
import {
  type AccountId,
  type ConversationId,
  isRoom,
  type MessageId,
  type Timestamp,
} from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import { shownName } from '../attachments/file-name.ts';
import type { Act, AttachmentContent, Content } from '../content.ts';
import type { Expired, HeardNudge, Received } from '../e2ee/exchange.ts';
import type { Header } from '../e2ee/plaintext.ts';
import { newSealedId } from '../transfers/sealed-files.ts';
import { perform, type Said } from './acts.ts';
import { type NewAttachment, receivedAttachment } from './attachment-rows.ts';
import { withoutDeleted } from './deleted.ts';
import { takeEarly } from './early.ts';
import { hasSession } from './establish.ts';
import { type FetchBudget, keepWithinBudget } from './fetch-budget.ts';
import type { Extras, NewMessage } from './message-rows.ts';
import { markDelivered, markExpired, markReadByThem } from './message-states.ts';
import { findIdentity, type Identified } from './messages.ts';
import { isBy, type Writer } from './missing.ts';
import { addWithQuotes, showQuoted } from './quotes.ts';
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

/**
 * What came in one batch and could be read. It is put into the history together: texts, and then what is about them.
 */
export class Arrived {
  readonly #options: ArrivedOptions;
  readonly #texts: NewMessage[] = [];
  readonly #pending = new Map<MessageId, Identified>();
  readonly #receipts: { from: Writer; at: Timestamp; receipt: Receipt }[] = [];
  readonly #expired: Expired[] = [];
  readonly #acts: Said[] = [];
  readonly #added: Message[] = [];
  readonly #nudges: HeardNudge[] = [];
  readonly #lines = new Map<MessageId, Message>();

  constructor(options: ArrivedOptions) {
    this.#options = options;
  }

  /** False when its id is that of something else: it cannot be told apart from that, and is not taken. */
  async text(writer: Writer, { id, sentAt }: Header, text: Text): Promise<boolean> {
    if (await this.#collides(writer, { id, sentAt, text: text.text })) return false;
    const { account, device, conversation } = writer;
    const own = account === this.#options.own;
    const { isNotice, extras } = await this.#allowed(account, conversation, text);
    const { mentions } = extras;
    this.#add({
      id,
      conversation,
      own,
      author: account,
      device,
      kind: isNotice ? 'notice' : 'text',
      text: text.text,
      extras,
      mentionsMe: !own && (mentions === 'all' || mentions?.includes(this.#options.own) === true),
      sentAt,
      state: own ? 'sent' : 'received',
      ...(text.attachment && { attachment: toReceived(text.attachment) }),
    });
    return true;
  }

  receipt(from: Writer, { sentAt: at }: Header, receipt: Receipt): void {
    this.#receipts.push({ from, at, receipt });
  }

  /** False for a nudge whose id is that of something else. */
  async act(writer: Writer, { id, sentAt }: Header, content: Act): Promise<boolean> {
    const { account: author, device, conversation } = writer;
    const said = { id, conversation, author, device, sentAt, content };
    if (content.kind !== 'nudge') this.#acts.push(said);
    else if (await this.#collides(writer, { id, sentAt, text: '' })) return false;
    else await this.#addNudge(said);
    return true;
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

  /**
   * What only owner and admins of a room may do is left out when others do it; of what only makes sense in a room, the
   * rest.
   */
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

  /** Whether something else has the id: by another device, in another conversation, or with another text. */
  async #collides(writer: Writer, { id, sentAt, text }: { id: MessageId; sentAt: Timestamp; text: string }) {
    const found = this.#pending.get(id) ?? (await findIdentity(this.#options.transaction, id));
    if (!found) return false;
    if (!isBy(found, writer)) return true;
    if (found.kind === 'unreadable') return false;
    return found.sent_at !== sentAt || (found.kind !== 'recalled' && found.text !== text);
  }

  #add(message: NewMessage): void {
    const { id, conversation, author, device = null, kind, text, sentAt: sent_at } = message;
    this.#texts.push(message);
    this.#pending.set(id, { conversation, author, device, kind, text, sent_at });
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
    this.#pending.clear();
    const all = await addWithQuotes(transaction, await withoutDeleted(transaction, texts));
    const added = await keepWithinBudget(transaction, all, fetchBudget);
    this.#added.push(...added);
    this.#tell(added);
    this.#tell(await showQuoted(transaction, added));
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
