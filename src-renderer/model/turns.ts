/** Lets so many pieces of work go on at the same time; the others wait for their turn, in order. A piece of work never fails. */
export function takeTurns(atOnce: number): (work: () => Promise<void>) => void {
  const waiting: (() => Promise<void>)[] = [];
  let running = 0;

  function next(): void {
    const work = running < atOnce ? waiting.shift() : undefined;
    if (!work) return;
    running += 1;
    void work().finally(() => {
      running -= 1;
      next();
    });
    next();
  }

  return (work) => {
    waiting.push(work);
    next();
  };
}
