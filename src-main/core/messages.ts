import { ContractError } from '../contract/errors.ts';
import type { ConversationId, Message, MessageId, SendProblem } from '../contract/model.ts';
import type { Acts } from './acts.ts';
import type { Changes } from './changes.ts';
import { type AttachmentContent, type Content, textContent } from './content.ts';
import type { SealRequest, SealResult } from './e2ee/exchange.ts';
import type { Envelope } from './e2ee/sealing.ts';
import type { Log } from './log.ts';
import { chatLane, type Outbox, type Parcel } from './outbox.ts';
import { SentMarks } from './sent-marks.ts';
import type { NewMessage } from './store/message-rows.ts';
import type { Store } from './store/store.ts';
import { TurnBatch } from './turn-batch.ts';

export interface MessagesParts {
  store: Store;
  outbox: Outbox;
  changes: Changes;
  acts: Acts;
  /** gets what the message carries to the server first; then `postCarrying` */
  carry(message: Message): void;
  /** messages are gone, and what they carried is left over */
  removed(): void;
  /** wall clock */
  now: () => number;
  log: Log;
}

/** One's own messages, from the store to the server's answer. They lie in the store before anything is sent. */
export class Messages {
  readonly #parts: MessagesParts;
  readonly #written: TurnBatch<NewMessage, Map<MessageId, Message>>;
  readonly #sent: SentMarks;

  constructor(parts: MessagesParts) {
    this.#parts = parts;
    this.#written = new TurnBatch((messages) => this.#storeAll(messages));
    this.#sent = new SentMarks((ids) => this.#keep(this.#markSent(ids)));
  }

  /** Hands over what an earlier run, or an earlier session, left unsent, in the order it was written. */
  async load(): Promise<void> {
    const { store, acts } = this.#parts;
    const messages = await store.run('unsent');
    const waiting = (await store.run('unsentActs')).values();
    let act = waiting.next();
    for (const message of messages) {
      for (; !act.done && act.value.after < message.order; act = waiting.next()) acts.post(act.value);
      this.#send(message);
    }
    for (; !act.done; act = waiting.next()) acts.post(act.value);
  }

  /** Resolves when everything written and every answer of the server so far is stored. */
  async settled(): Promise<void> {
    await Promise.all([this.#written.idle(), this.#sent.settled()]);
  }

  /** Has the store know what the server has, before anything it is asked from now on. */
  storeSent(): void {
    this.#sent.flush();
  }

  /** The server has what the message carries, and those it is for may get it: now it leaves too. */
  postCarrying(message: Message, carried: AttachmentContent): void {
    this.#post(message, textContent(message, carried));
  }

  /** These lines have changed in the store by what came. */
  received(lines: Message[]): void {
    for (const { id, own, state } of lines) if (own && state !== 'sending') this.#sent.forget(id);
  }

  /** Resolves when the message is stored. @throws ContractError `storage` */
  async add(written: NewMessage): Promise<Message> {
    const batch = await this.#written.add(written);
    const message = batch.get(written.id);
    if (!message) throw new ContractError('storage', { problem: 'failed' });
    return message;
  }

  /** Sends a failed message again, under the same id. */
  async retry(id: MessageId): Promise<void> {
    const { store, changes } = this.#parts;
    const retried = await store.run('markForRetry', id);
    if (retried.length === 0) throw new ContractError('not-found');
    changes.messages(retried);
    for (const message of retried) this.#send(message);
  }

  /** Deletes a failed message. */
  async discard(id: MessageId): Promise<void> {
    const message = await this.#parts.store.run('deleteFailed', id);
    if (!message) throw new ContractError('not-found');
    this.#parts.removed();
    this.#parts.changes.messageRemoved(message);
  }

  /** Deletes messages here only. What has not left yet does not any more. */
  async delete(ids: MessageId[]): Promise<void> {
    const { store, outbox, changes, removed, now } = this.#parts;
    const deleted = await store.run('deleteMessages', { ids, at: now() });
    removed();
    for (const message of deleted) {
      if (message.state === 'sending') outbox.remove(chatLane(message.conversation), message.id);
      changes.messageRemoved(message);
    }
  }

  /** Deletes all messages of a chat here. */
  async clear(conversation: ConversationId): Promise<void> {
    const { store, changes, removed, now } = this.#parts;
    this.drop(conversation);
    this.#sent.flush();
    const ids = await store.run('clearConversation', { id: conversation, at: now() });
    removed();
    for (const id of ids) changes.messageRemoved({ conversation, id });
    changes.conversation(conversation);
  }

  /** Gives up sending what waits in a conversation that is being deleted. */
  drop(conversation: ConversationId): void {
    this.#parts.outbox.drop(chatLane(conversation));
    this.#parts.acts.drop(conversation);
  }

  /** What can be sent at once is encrypted in the commit that stores it. */
  async #storeAll(messages: NewMessage[]): Promise<Map<MessageId, Message>> {
    const { store, changes } = this.#parts;
    const requests = this.#leavingAtOnce(messages).map((message) => this.#sealRequest(message));
    const { stored, sealed } =
      requests.length > 0
        ? await store.run('writeMessages', { messages, requests })
        : { stored: await store.run('addMessages', messages), sealed: [] };
    const envelopes = new Map(requests.map(({ messageId }, index) => [messageId, envelopesOf(sealed[index])]));
    changes.messages(stored);
    for (const message of stored) this.#send(message, envelopes.get(message.id));
    return new Map(stored.map((message) => [message.id, message]));
  }

  #leavingAtOnce(messages: NewMessage[]): NewMessage[] {
    const { outbox } = this.#parts;
    const texts = messages.filter(({ attachment }) => !attachment);
    const conversations = Map.groupBy(texts, ({ conversation }) => conversation);
    return [...conversations].flatMap(([to, written]) => {
      const canBeRead = outbox.devicesNow(to).length > 0;
      return canBeRead ? written.slice(0, outbox.room(chatLane(to))) : [];
    });
  }

  #sealRequest(message: NewMessage): SealRequest {
    const { id: messageId, conversation: to, sentAt, extras } = message;
    const content = textContent({ ...message, ...extras });
    return { messageId, to, sentAt, content, devices: this.#parts.outbox.devicesNow(to) };
  }

  #send(message: Message, sealed?: Envelope[]): void {
    if (message.attachment) this.#parts.carry(message);
    else this.#post(message, textContent(message), sealed);
  }

  #post({ id, conversation, sentAt }: Message, content: Content, sealed?: Envelope[]): void {
    const parcel: Parcel = {
      to: conversation,
      messageId: id,
      sentAt,
      content,
      sent: () => this.#sent.add(id),
      failed: (problem) => void this.#keep(this.#markFailed(id, problem)),
    };
    this.#parts.outbox.add(chatLane(conversation), parcel, sealed);
  }

  async #markSent(ids: MessageId[]): Promise<void> {
    const { store, changes } = this.#parts;
    changes.messages(await store.run('markSent', ids));
  }

  async #markFailed(id: MessageId, problem: SendProblem): Promise<void> {
    const { store, changes } = this.#parts;
    changes.messages(await store.run('markFailed', { id, problem }));
  }

  /** A message whose state could not be stored is sent again after the next start; the server knows it by its id. */
  #keep(stored: Promise<void>): Promise<void> {
    return stored.catch((error) => this.#parts.log(`message state not stored: ${error.code}`));
  }
}

/** Undefined where a session must be begun first. */
function envelopesOf(sealed: SealResult | undefined): Envelope[] | undefined {
  return sealed?.kind === 'sealed' ? sealed.envelopes : undefined;
}
