import { expect, it } from 'vitest';
import { Line } from '../../../src-server/delivery/line.ts';

/** Something in memory or not, which comes when the test says so. */
function part() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isHere = false;
  const come = () => {
    isHere = true;
    resolve();
  };
  return { missing: () => (isHere ? undefined : promise), come, fail: reject };
}

const nothing = () => undefined;

it('does at once what misses nothing, and gives back what it returns or throws', () => {
  const line = new Line();
  expect(line.take(nothing, () => 1)).toBe(1);
  const fail = () => {
    throw new Error('refused');
  };
  expect(() => line.take(nothing, fail)).toThrow('refused');
  expect(line.take(nothing, () => 2)).toBe(2);
});

it('keeps the order though later ones miss nothing, or what they miss comes sooner', async () => {
  const line = new Line();
  const done: number[] = [];
  const [first, third] = [part(), part()];
  third.come();
  const all = [
    line.take(first.missing, () => done.push(1)),
    line.take(nothing, () => done.push(2)),
    line.take(third.missing, () => done.push(3)),
  ];
  expect(done).toEqual([]);
  first.come();
  await Promise.all(all);
  expect(done).toEqual([1, 2, 3]);
});

it('goes on after one that fails, while waiting or at work', async () => {
  const line = new Line();
  const gone = part();
  const waiting = line.take(gone.missing, () => 'never');
  const failing = line.take(nothing, () => {
    throw new Error('refused');
  });
  const last = line.take(nothing, () => 'done');
  gone.fail(new Error('no database'));
  await expect(waiting).rejects.toThrow('no database');
  await expect(failing).rejects.toThrow('refused');
  expect(await last).toBe('done');
});

it('waits again for what has gone while it waited', async () => {
  const line = new Line();
  const missing = [Promise.resolve(), Promise.resolve()];
  const found = line.take(
    () => missing.shift(),
    () => missing.length,
  );
  expect(await found).toBe(0);
});

it('does things at once again when nothing waits any more', async () => {
  const line = new Line();
  const slow = part();
  const waiting = line.take(slow.missing, () => 1);
  slow.come();
  await waiting;
  await Promise.resolve();
  expect(line.take(nothing, () => 2)).toBe(2);
});
