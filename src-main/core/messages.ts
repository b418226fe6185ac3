import { ContractError } from '../contract/errors.ts';
import type { AccountId, Message, MessageId, SendProblem, Trust } from '../contract/model.ts';
import type { Changes } from './changes.ts';
import type { SealRequest, SealResult } from './e2ee/exchange.ts';
import type { Envelope } from './e2ee/sealing.ts';
import type { Log } from './log.ts';
import { newMessageId } from './message-id.ts';
import type { Outbox, Parcel } from './outbox.ts';
import type { NewMessage } from './store/messages.ts';
import type { Store } from './store/store.ts';
import { TurnBatch } from './turn-batch.ts';

export interface MessagesParts {
  store: Store;
  outbox: Outbox;
  changes: Changes;
  trustOf(account: AccountId): Trust;
  log: Log;
}

/** Nothing waits for a message to be marked as sent: while many are, they share their commits. */
const SENT_REST_MS = 20;

/** One's own messages, from writing to the server's answer. They lie in the store before anything is sent. */
export class Messages {
  readonly #store: Store;
  readonly #outbox: Outbox;
  readonly #changes: Changes;
  readonly #trustOf: (account: AccountId) => Trust;
  readonly #log: Log;
  readonly #written: TurnBatch<NewMessage, Map<MessageId, Message>>;
  readonly #sent: TurnBatch<MessageId>;

  constructor({ store, outbox, changes, trustOf, log }: MessagesParts) {
    this.#store = store;
    this.#outbox = outbox;
    this.#changes = changes;
    this.#trustOf = trustOf;
    this.#log = log;
    this.#written = new TurnBatch((messages) => this.#storeAll(messages));
    this.#sent = new TurnBatch(async (ids) => changes.messages(await store.run('markSent', ids)), {
      restMs: SENT_REST_MS,
    });
  }

  /** Hands over what an earlier run, or an earlier session, left unsent. */
  async load(): Promise<void> {
    for (const message of await this.#store.run('unsent')) this.#post(message);
  }

  /** Resolves when everything written and every answer of the server so far is stored. */
  async settled(): Promise<void> {
    await Promise.all([this.#written.idle(), this.#sent.idle()]);
  }

  /** Resolves when the message is stored. @throws ContractError `keys-changed`, `storage` */
  async write(conversation: AccountId, text: string, sentAt: number): Promise<Message> {
    if (this.#trustOf(conversation) === 'changed') throw new ContractError('keys-changed');
    const id = newMessageId();
    const batch = await this.#written.add({ id, conversation, own: true, text, sentAt, state: 'sending' });
    const message = batch.get(id);
    if (!message) throw new ContractError('storage', { problem: 'failed' });
    return message;
  }

  /** Sends a failed message again, under the same id. */
  async retry(id: MessageId): Promise<void> {
    const retried = await this.#store.run('markForRetry', id);
    if (retried.length === 0) throw new ContractError('not-found');
    this.#changes.messages(retried);
    for (const message of retried) this.#post(message);
  }

  /** Deletes a failed message; answers with it. */
  async discard(id: MessageId): Promise<Message> {
    const message = await this.#store.run('deleteFailed', id);
    if (!message) throw new ContractError('not-found');
    this.#changes.conversation(message.conversation);
    return message;
  }

  /** Gives up sending what waits in a conversation that is being deleted. */
  drop(conversation: AccountId): void {
    this.#outbox.drop(lane(conversation));
  }

  /** What can be sent at once is encrypted in the commit that stores it. */
  async #storeAll(messages: NewMessage[]): Promise<Map<MessageId, Message>> {
    const requests = this.#leavingAtOnce(messages).map((message) => this.#sealRequest(message));
    const { stored, sealed } =
      requests.length > 0
        ? await this.#store.run('writeMessages', { messages, requests })
        : { stored: await this.#store.run('addMessages', messages), sealed: [] };
    const envelopes = new Map(requests.map(({ messageId }, index) => [messageId, envelopesOf(sealed[index])]));
    this.#changes.messages(stored);
    for (const message of stored) this.#post(message, envelopes.get(message.id));
    return new Map(stored.map((message) => [message.id, message]));
  }

  #leavingAtOnce(messages: NewMessage[]): NewMessage[] {
    const conversations = Map.groupBy(messages, ({ conversation }) => conversation);
    return [...conversations].flatMap(([to, written]) => {
      const canBeRead = this.#outbox.devicesNow(to).length > 0;
      return canBeRead ? written.slice(0, this.#outbox.room(lane(to))) : [];
    });
  }

  #sealRequest({ id, conversation: to, sentAt, text }: NewMessage): SealRequest {
    return { messageId: id, to, sentAt, content: { kind: 'text', text }, devices: this.#outbox.devicesNow(to) };
  }

  #post({ id, conversation, text, sentAt }: Message, sealed?: Envelope[]): void {
    const parcel: Parcel = {
      to: conversation,
      messageId: id,
      sentAt,
      content: { kind: 'text', text },
      sent: () => this.#keep(this.#sent.add(id)),
      failed: (problem) => this.#keep(this.#markFailed(id, problem)),
    };
    this.#outbox.add(lane(conversation), parcel, sealed);
  }

  async #markFailed(id: MessageId, problem: SendProblem): Promise<void> {
    this.#changes.messages(await this.#store.run('markFailed', { id, problem }));
  }

  /** A message whose state could not be stored is sent again after the next start; the server knows it by its id. */
  #keep(stored: Promise<unknown>): void {
    stored.catch((error) => this.#log(`message state not stored: ${error.code}`));
  }
}

function lane(conversation: AccountId): string {
  return `chat ${conversation}`;
}

/** Undefined where a session must be begun first. */
function envelopesOf(sealed: SealResult | undefined): Envelope[] | undefined {
  return sealed?.kind === 'sealed' ? sealed.envelopes : undefined;
}
