import { setTimeout as delay } from 'node:timers/promises';
import { ChannelError, OperationError } from '../../protocol/index.ts';
import { retryDelay } from '../../src-main/core/backoff.ts';
import { RawClient, type Target } from './raw-client.ts';

/**
 * Comes back as a client does: tries, waits a while when it fails, and tries again.
 * @returns how many tries that took
 */
export async function comeBack(target: Target, earlier: RawClient): Promise<{ client: RawClient; tries: number }> {
  for (let tries = 1; ; tries++) {
    try {
      return { client: await RawClient.resumed(target, earlier), tries };
    } catch (error) {
      const isRefused = error instanceof OperationError && error.is('rate-limited');
      const isLost = error instanceof ChannelError || (error instanceof Error && 'syscall' in error);
      if (!isRefused && !isLost) throw error;
      const refusedFor = isRefused ? error.details.retryAfterMs : 0;
      await delay(Math.max(retryDelay(tries, Math.random()), refusedFor));
    }
  }
}
