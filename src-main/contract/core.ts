import type { CallArgs, CallName, CallResult } from './calls.ts';
import type { EventName, Events } from './events.ts';

export type EventListener = <N extends EventName>(name: N, value: Events[N]) => void;

/**
 * The core as its shells and the UI see it. Implemented by the core itself, and again by each bridge to it.
 * A failed call rejects with a ContractError.
 */
export interface CoreApi {
  call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallResult<N>>;
  /** Hears every event from now on; returns what ends it. */
  listen(listener: EventListener): () => void;
}
