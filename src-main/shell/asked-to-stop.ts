import process from 'node:process';
import { endingSignals } from '../../protocol/system/index.ts';

/**
 * Calls back once when this program is to end: by Ctrl+C, by the system, by the message `stop` of the program that has
 * started it, or because that one is gone. On Windows a signal from there would leave no time for an orderly end.
 */
export function onAskedToStop(stop: () => void): void {
  let isAsked = false;
  const stopOnce = () => {
    if (isAsked) return;
    isAsked = true;
    stop();
  };
  for (const signal of endingSignals()) process.once(signal, stopOnce);
  process.on('message', (message) => {
    if (message === 'stop') stopOnce();
  });
  process.once('disconnect', stopOnce);
  // Waiting for such a message alone is no reason to stay.
  process.channel?.unref();
}
