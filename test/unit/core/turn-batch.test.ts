import { expect, it } from 'vitest';
import { TurnBatch } from '../../../src-main/core/turn-batch.ts';

it('works on what one turn brought together, and on what came meanwhile next', async () => {
  const batches: number[][] = [];
  const gate = Promise.withResolvers<void>();
  const batch = new TurnBatch<number, number>(async (items) => {
    batches.push(items);
    if (batches.length === 1) await gate.promise;
    return batches.length;
  });
  const first = [batch.add(1), batch.add(2)];
  await new Promise(setImmediate);
  const second = [batch.add(3), batch.add(4)];
  gate.resolve();
  expect(await Promise.all([...first, ...second])).toEqual([1, 1, 2, 2]);
  expect(batches).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

it('fails for the batch it failed with only', async () => {
  const batch = new TurnBatch<string>(async ([item]) => {
    if (item === 'bad') throw new Error(item);
  });
  await expect(batch.add('bad')).rejects.toThrow('bad');
  await expect(batch.add('good')).resolves.toBeUndefined();
});
