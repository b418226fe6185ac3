import type { ConversationId } from '../../protocol/index.ts';
import type { EventName, Events } from '../contract/events.ts';
import type { Message } from '../contract/model.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';
import { TurnBatch } from './turn-batch.ts';

export type Emit = <N extends EventName>(name: N, value: Events[N]) => void;

/** A message changes its conversation twice or more, and looking at it costs more than what changed it. */
const DELAY_MS = 30;

/** Tells the UI what changed in one account's history; conversations once for each burst. */
export class Changes {
  readonly #emit: Emit;
  readonly #conversations: TurnBatch<ConversationId>;
  readonly #log: Log;
  #isClosed = false;

  constructor(store: Store, emit: Emit, log: Log) {
    this.#emit = emit;
    this.#log = log;
    this.#conversations = new TurnBatch((ids) => this.#tell(store, [...new Set(ids)]), { delayMs: DELAY_MS });
  }

  async #tell(store: Store, ids: ConversationId[]): Promise<void> {
    if (this.#isClosed) return;
    for (const conversation of await store.run('conversations', ids)) this.#emit('conversation', conversation);
  }

  /** The account is being closed: nobody needs to hear any more. */
  close(): void {
    this.#isClosed = true;
  }

  messages(messages: Message[]): void {
    if (messages.length === 0 || this.#isClosed) return;
    this.#emit('messages', messages);
    for (const id of new Set(messages.map(({ conversation }) => conversation))) this.conversation(id);
  }

  /** The conversation may have changed: tells it when there is one with that person. */
  conversation(id: ConversationId): void {
    this.#conversations.add(id).catch((error) => this.#log(`conversation not told: ${error.code}`));
  }

  messageRemoved({ conversation, id }: Pick<Message, 'conversation' | 'id'>): void {
    this.#emit('messageRemoved', { conversation, id });
    this.conversation(conversation);
  }

  conversationRemoved(id: ConversationId): void {
    this.#emit('conversationRemoved', id);
  }
}
