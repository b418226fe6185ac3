import { type Channel, ChannelError, OperationError } from '../../../protocol/index.ts';
import { pause } from './abortable.ts';
import type { Progress } from './progress.ts';
import type { TransferConnection } from './transfer-connection.ts';

/** How long to leave a server alone that says it has trouble, in milliseconds. */
const TROUBLE_PAUSE_MS = 2_000;

export interface RideOptions {
  signal: AbortSignal;
  progress: Progress;
}

/**
 * Does the work over one connection after the other, each time going on from where it was, until it is done.
 * @throws what another try would not change
 */
export async function ride<T>(
  connection: TransferConnection,
  { signal, progress }: RideOptions,
  work: (channel: Channel) => Promise<T>,
): Promise<T> {
  for (;;) {
    if (!connection.isOpen) progress.at('waiting');
    const channel = await connection.channel(signal);
    const before = progress.done;
    try {
      return await work(channel);
    } catch (error) {
      if (progress.done > before) connection.worked();
      if (isLost(error)) connection.drop(channel);
      else await pause(waitAfter(error), signal);
    }
  }
}

/** The connection has ended, has come to a standstill, or is none for chunks any more. */
function isLost(error: unknown): boolean {
  if (error instanceof ChannelError) return true;
  return error instanceof OperationError && (error.is('not-attached') || error.is('not-signed-in'));
}

/** Milliseconds until the server may do it after all. @throws the error when it will not */
function waitAfter(error: unknown): number {
  if (!(error instanceof OperationError)) throw error;
  if (error.is('rate-limited')) return error.details.retryAfterMs;
  if (error.is('unavailable') || error.is('internal')) return TROUBLE_PAUSE_MS;
  throw error;
}
