import { ContractError } from '../contract/errors.ts';
import type { AccountId, ConversationId, MessageId, SendProblem } from '../contract/model.ts';
import type { Changes } from './changes.ts';
import type { Chats } from './chats.ts';
import type { Act } from './content.ts';
import type { Log } from './log.ts';
import { newMessageId } from './message-id.ts';
import { chatLane, type Outbox } from './outbox.ts';
import type { Said } from './store/acts.ts';
import type { Store } from './store/store.ts';
import { TurnBatch } from './turn-batch.ts';

export interface ActsParts {
  /** oneself */
  own: AccountId;
  store: Pick<Store, 'run'>;
  outbox: Pick<Outbox, 'add' | 'remove'>;
  changes: Pick<Changes, 'messages'>;
  chats: Pick<Chats, 'demandWritable'>;
  /** how long after it was sent a message may be recalled, in milliseconds */
  recallMs: () => number;
  /** wall clock */
  now: () => number;
  log: Log;
}

/** Nothing waits for an act to be marked as sent: while many are, they share their commits. */
const SENT_REST_MS = 20;

/**
 * What the person does beside writing: recalls, reactions, pins, nudges, confirmations. They lie in the store before they are
 * sent, and leave with the texts of their chat in the order they were done.
 */
export class Acts {
  readonly #parts: ActsParts;
  readonly #sent: TurnBatch<MessageId>;
  /** what could not be encrypted or kept by the server for the moment */
  #held: Said[] = [];

  constructor(parts: ActsParts) {
    this.#parts = parts;
    this.#sent = new TurnBatch((ids) => this.#markSent(ids), { restMs: SENT_REST_MS });
  }

  /** Resolves when every answer of the server so far is stored. */
  settled(): Promise<void> {
    return this.#sent.idle();
  }

  /**
   * Resolves when it is stored. @throws ContractError as `Chats.demandWritable`; `not-found`, `not-allowed`, `too-late`, `too-many`,
   * `rate-limited`, `invalid-argument`
   */
  async act(conversation: ConversationId, content: Act): Promise<void> {
    const { own: author, store, chats, changes, recallMs, now } = this.#parts;
    await chats.demandWritable(conversation);
    const said = { id: newMessageId(), conversation, author, sentAt: now(), content };
    const outcome = await store.run('act', { said, recallMs: recallMs() });
    switch (outcome.kind) {
      case 'refused':
        throw new ContractError(outcome.code, outcome.details);
      case 'too-soon':
        throw new ContractError('rate-limited', { retryAfterMs: outcome.retryAfterMs });
      case 'done':
        changes.messages(outcome.messages);
        if (outcome.messages.length > 0) this.post(said);
    }
  }

  /** The same, about a message wherever it is. */
  async actOn(id: MessageId, content: Act): Promise<void> {
    const message = await this.#parts.store.run('message', id);
    if (!message) throw new ContractError('not-found');
    return this.act(message.conversation, content);
  }

  /** Takes an own message back. If it has not left yet, it does not any more. Where it was. */
  async recall(id: MessageId): Promise<ConversationId> {
    const message = await this.#parts.store.run('message', id);
    if (!message) throw new ContractError('not-found');
    await this.act(message.conversation, { kind: 'recall', id });
    this.#parts.outbox.remove(chatLane(message.conversation), id);
    return message.conversation;
  }

  /** Hands over what is stored. */
  post(said: Said): void {
    const { id: messageId, conversation: to, sentAt, content } = said;
    this.#parts.outbox.add(chatLane(to), {
      to,
      messageId,
      sentAt,
      content,
      sent: () => this.#keep(this.#sent.add(messageId)),
      failed: (problem) => this.#failed(said, problem),
    });
  }

  /** Signed in anew, or somebody's keys are trusted again. */
  release(): void {
    for (const said of this.#held.splice(0)) this.post(said);
  }

  /** The conversation is being deleted. */
  drop(conversation: ConversationId): void {
    this.#held = this.#held.filter((said) => said.conversation !== conversation);
  }

  async #markSent(ids: MessageId[]): Promise<void> {
    const { store, changes, now } = this.#parts;
    changes.messages(await store.run('markActsSent', { ids, at: now() }));
  }

  /** A nudge of yesterday is none; the others may still get the rest once there is a way. */
  #failed(said: Said, problem: SendProblem): void {
    const isPassing = problem === 'keys-changed' || problem === 'untrusted-device' || problem === 'queue-full';
    if (isPassing && said.content.kind !== 'nudge') this.#held.push(said);
    else this.#keep(this.#giveUp(said.id, problem));
  }

  async #giveUp(id: MessageId, problem: SendProblem): Promise<void> {
    const { store, changes } = this.#parts;
    changes.messages(await store.run('giveUpAct', { id, problem }));
  }

  /** Whose state could not be stored is sent again after the next start; it changes nothing there. */
  #keep(stored: Promise<unknown>): void {
    stored.catch((error) => this.#parts.log(`act not stored: ${error.code}`));
  }
}
