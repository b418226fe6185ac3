import { randomBytes } from 'node:crypto';
import { ContractError } from '../contract/errors.ts';
import type { AccountId, ConversationId, Message, MessageId } from '../contract/model.ts';
import type { Forwarding } from './attachments/forwarding.ts';
import type { Chats } from './chats.ts';
import { quoteOf, TEXT_LIMIT } from './content.ts';
import { type Draft, forwarded, type Merging, mergedDrafts } from './drafts.ts';
import { newMessageId } from './message-id.ts';
import type { Messages } from './messages.ts';
import type { NewAttachment } from './store/attachment-rows.ts';
import type { NewMessage } from './store/message-rows.ts';
import type { Store } from './store/store.ts';

export interface WritingParts {
  /** oneself */
  own: AccountId;
  store: Pick<Store, 'run'>;
  messages: Pick<Messages, 'add'>;
  chats: Chats;
  forwarding: Pick<Forwarding, 'carrying'>;
  /** wall clock */
  now: () => number;
}

/** What the person here wants to say becomes messages. */
export class Writing {
  readonly #parts: WritingParts;
  /** what is being looked up for the texts before: those after it wait, to keep their order */
  #preparing: Promise<unknown> = Promise.resolve();

  constructor(parts: WritingParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when the message is stored. @throws ContractError as `Chats.demandWritable`; `not-found` (quote), `not-allowed`,
   * `invalid-argument` (too long), `storage`
   */
  async write(conversation: ConversationId, draft: Draft): Promise<Message> {
    const preparing = this.#preparing.then(() => this.#prepare(conversation, draft));
    this.#preparing = Promise.allSettled([preparing]);
    return this.#parts.messages.add(await preparing);
  }

  /** Copies texts to chats, or to each several as one. Resolves when all are stored. @throws as `write` and `Forwarding.carrying` */
  async forward({
    ids,
    to,
    merged,
  }: {
    ids: MessageId[];
    to: ConversationId[];
    merged?: Merging | undefined;
  }): Promise<void> {
    const { store, chats } = this.#parts;
    const messages = await store.run('writtenMessages', ids);
    if (messages.length < new Set(ids).size) throw new ContractError('not-found');
    const conversations = [...new Set(to)];
    for (const conversation of conversations) await chats.demandWritable(conversation);
    const add = (drafts: Draft[]) =>
      this.#addAll(conversations.flatMap((id) => drafts.map((draft) => this.#newMessage(id, draft))));
    if (merged) await add(mergedDrafts(messages, merged));
    else await this.#forward(messages, add);
  }

  /** One text to each. Where the keys have changed it stands as failed. @throws ContractError `invalid-argument`, `storage` */
  async broadcast(to: AccountId[], text: string): Promise<void> {
    demandLength(text);
    await this.#addAll([...new Set(to)].map((account) => this.#newMessage(account, { text })));
  }

  async #forward(messages: Message[], add: (drafts: Draft[]) => Promise<void>): Promise<void> {
    const ids = messages.flatMap(({ id, attachment }) => (attachment ? id : []));
    if (ids.length === 0) return add(messages.map((message) => forwarded(message, undefined)));
    await this.#parts.forwarding.carrying(ids, (carried) =>
      add(messages.map((message) => forwarded(message, carried.get(message.id)))),
    );
  }

  async #prepare(conversation: ConversationId, draft: Draft): Promise<NewMessage> {
    const { store, chats } = this.#parts;
    const { kind, text, extras = {}, quote } = draft;
    demandLength(text);
    await chats.demandWritable(conversation);
    if (kind === 'notice' || extras.mentions === 'all') await chats.demandAdmin(conversation);
    const message = this.#newMessage(conversation, draft);
    if (!quote) return message;
    const [quoted] = await store.run('writtenMessages', [quote]);
    if (quoted?.conversation !== conversation) throw new ContractError('not-found');
    return { ...message, extras: { ...extras, quote: quoteOf(quoted) } };
  }

  #newMessage(conversation: ConversationId, { kind = 'text', text, extras, attachment }: Draft): NewMessage {
    const { own: author, now } = this.#parts;
    const carried = attachment && withOwnUpload(attachment);
    const message = { conversation, own: true, author, kind, text, extras, attachment: carried } as const;
    return { ...message, id: newMessageId(), sentAt: now(), state: 'sending' };
  }

  async #addAll(messages: NewMessage[]): Promise<void> {
    await Promise.all(messages.map((message) => this.#parts.messages.add(message)));
  }
}

/** Each message that puts a file on the server does so for itself: one may be recalled without the others. */
function withOwnUpload(attachment: NewAttachment): NewAttachment {
  return attachment.blob === null ? { ...attachment, ref: new Uint8Array(randomBytes(16)) } : attachment;
}

function demandLength(text: string): void {
  if (text.length > TEXT_LIMIT) throw new ContractError('invalid-argument');
}
