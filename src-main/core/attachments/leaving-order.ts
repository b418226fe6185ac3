import type { ConversationId } from '../../../protocol/index.ts';
import { abortable } from '../transfers/abortable.ts';

/** What is going to the server for a conversation. */
interface Leaving {
  conversation: ConversationId;
  /** bytes of the file */
  size: number;
}

/** A file of so many bytes is there soon over any line: what was written after it waits for it. */
const SHORT_BYTES = 1024 * 1024;
/** What takes at most so many times as long is waited for too, so that a row of photographs stays one. */
const WORTH_WAITING = 4;

/**
 * The messages with files of each conversation leave in the order they were written, though their uploads end in
 * another. What is much longer than what was written after it does not hold that up.
 */
export class LeavingOrder {
  readonly #places = new Map<ConversationId, Place[]>();

  /** Takes the place behind all that are on their way. */
  enter(leaving: Leaving): Place {
    const places = this.#places.get(leaving.conversation) ?? [];
    this.#places.set(leaving.conversation, places);
    const before = places.filter(({ size }) => isWaitedFor(size, leaving.size));
    const place = new Place(leaving.size, before, () => this.#forget(leaving.conversation, place));
    places.push(place);
    return place;
  }

  #forget(conversation: ConversationId, place: Place): void {
    const left = this.#places.get(conversation)?.filter((other) => other !== place) ?? [];
    if (left.length > 0) this.#places.set(conversation, left);
    else this.#places.delete(conversation);
  }
}

export class Place {
  readonly size: number;
  readonly #before: readonly Place[];
  readonly #onLeave: () => void;
  readonly #left = Promise.withResolvers<void>();

  constructor(size: number, before: readonly Place[], onLeave: () => void) {
    this.size = size;
    this.#before = before;
    this.#onLeave = onLeave;
  }

  /** Resolves when those before it have left or do not for now. @throws ContractError `cancelled` */
  async turn(signal: AbortSignal): Promise<void> {
    await abortable(Promise.all(this.#before.map((place) => place.#left.promise)), signal);
  }

  /** It has left, or does not for now. */
  leave(): void {
    this.#left.resolve();
    this.#onLeave();
  }
}

function isWaitedFor(size: number, byOneOf: number): boolean {
  return size <= Math.max(SHORT_BYTES, WORTH_WAITING * byOneOf);
}
