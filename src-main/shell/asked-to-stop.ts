import process from 'node:process';

/**
 * Calls back once when this program is to end: by the message `stop` of the program that has started it, or because
 * that one is gone. On Windows there is no signal for that which would leave time for an orderly end.
 */
export function onAskedToStop(stop: () => void): void {
  let isAsked = false;
  const stopOnce = () => {
    if (isAsked) return;
    isAsked = true;
    stop();
  };
  process.on('message', (message) => {
    if (message === 'stop') stopOnce();
  });
  process.once('disconnect', stopOnce);
  // Waiting for such a message alone is no reason to stay.
  process.channel?.unref();
}
