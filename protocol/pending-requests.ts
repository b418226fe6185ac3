import { z } from 'zod';
import { ChannelError, type CloseReason, ErrorReply, OperationError, ViolationError } from './errors.ts';
import { operations, type Reply, type RequestName } from './operations/table.ts';

export const RequestId = z.number().int().min(1).max(0xffffffff);

interface Pending {
  name: RequestName;
  /** monotonic milliseconds */
  deadline: number;
  resolve(reply: unknown): void;
  reject(error: Error): void;
}

/** A client's requests that wait for their replies. */
export class PendingRequests {
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** The reply to the request with that id. */
  wait<N extends RequestName>(name: N, id: number, deadline: number): Promise<Reply<N>> {
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { name, deadline, resolve: (result) => resolve(result as Reply<N>), reject });
    });
  }

  /**
   * Gives a reply to who waits for it.
   * @throws ViolationError for a reply without an id
   */
  settle(params: Record<string, unknown>): void {
    const id = RequestId.safeParse(params.id);
    if (!id.success) throw new ViolationError('reply without an id');
    const pending = this.#pending.get(id.data);
    // a reply that came after its time-out
    if (!pending) return;
    this.#pending.delete(id.data);
    settle(pending, params);
  }

  /** Gives up on those whose deadline has passed. */
  expire(now: number): void {
    for (const [id, { name, deadline, reject }] of this.#pending) {
      if (now < deadline) continue;
      this.#pending.delete(id);
      reject(new ChannelError('timeout', name));
    }
  }

  rejectAll(reason: CloseReason): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(new ChannelError(reason));
  }
}

function settle({ name, resolve, reject }: Pending, params: Record<string, unknown>): void {
  if (params.error !== undefined) {
    const error = ErrorReply.safeParse(params.error);
    reject(error.success ? OperationError.fromReply(error.data) : new ViolationError(name));
    return;
  }
  const reply = operations[name].reply.safeParse(params);
  if (reply.success) resolve(reply.data);
  else reject(new ViolationError(name));
}
