import type { CallArgs, CallName, CallResult } from '../../src-main/contract/calls.ts';
import type { CoreApi, EventListener } from '../../src-main/contract/core.ts';
import { ContractError } from '../../src-main/contract/errors.ts';

/** A core that answers by the name of the call alone; each test says what it needs. */
export class FakeCore implements CoreApi {
  readonly asked: [CallName, unknown][] = [];
  readonly listeners = new Set<EventListener>();
  answers: Partial<{ [N in CallName]: () => Promise<CallResult<N>> }> = {};

  call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallResult<N>> {
    this.asked.push([name, args]);
    const answer = this.answers[name];
    return answer ? answer() : Promise.reject(new ContractError('no-session'));
  }

  listen(listener: EventListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
