import { setTimeout as delay } from 'node:timers/promises';
import { OperationError } from '../../protocol/index.ts';

/** Asks again as long as the server says that it was too often. */
export async function patiently<R>(ask: () => Promise<R>): Promise<R> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof OperationError && error.is('rate-limited'))) throw error;
      await delay(error.details.retryAfterMs);
    }
  }
}

/** Works on all of them, so many at a time. Rejects with the first failure, once nothing is under way any more. */
export async function severalAtOnce<T>(items: T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const workers = Array.from({ length: Math.min(limit, items.length) }, async () => {
    for (const item of left) await work(item);
  });
  const outcomes = await Promise.allSettled(workers);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
