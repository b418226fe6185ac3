import { setTimeout as delay } from 'node:timers/promises';
import { ContractError } from '../../contract/errors.ts';

/** Waits for the work no longer than the signal allows; the work itself goes on. @throws ContractError `cancelled` */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new ContractError('cancelled'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Milliseconds: a timer for longer than this ends at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** @param ms may be what a server says @throws ContractError `cancelled` */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return abortable(delay(Math.min(ms, LONGEST_MS), undefined, { signal }), signal);
}

/** @throws ContractError `cancelled` */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new ContractError('cancelled');
}
