/*
 * Chunks of one transfer under way: enough that the server always has one to work on, few enough that neither side has much in
 * memory, and that a message of somebody else waits for few of them at the server.
 */
const ASKED_AHEAD = 3;
/** Fewer: each has to get to the server's disk, for which messages wait too. */
const SENT_AHEAD = 2;

/** What the asking gives for each from `from` to before `to`, in order; some are asked for ahead. */
export async function* inOrder<T>(from: number, to: number, ask: (index: number) => Promise<T>): AsyncGenerator<T> {
  const ahead: Promise<PromiseSettledResult<T>>[] = [];
  for (let next = from; next < to || ahead.length > 0; ) {
    for (; next < to && ahead.length < ASKED_AHEAD; next++) ahead.push(settled(ask(next)));
    const outcome = await ahead.shift();
    if (outcome?.status === 'rejected') throw outcome.reason;
    if (outcome) yield outcome.value;
  }
}

/** Does the work for all of them, several at once. Rejects with the first failure, once nothing is under way any more. */
export async function severalUnderWay(
  indexes: Generator<number>,
  work: (index: number, buffer: Buffer) => Promise<void>,
  bufferSize: number,
): Promise<void> {
  const workers = Array.from({ length: SENT_AHEAD }, async () => {
    const buffer = Buffer.allocUnsafe(bufferSize);
    // whoever fails ends the generator for all
    for (const index of indexes) await work(index, buffer);
  });
  const outcomes = await Promise.allSettled(workers);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** Nobody looks at the later ones before the earlier: a failure among them must wait. */
async function settled<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [outcome] = await Promise.allSettled([work]);
  return outcome;
}
