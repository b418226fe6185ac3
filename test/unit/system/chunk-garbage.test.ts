import { runInNewContext } from 'node:vm';
import { beforeEach, expect, it, vi } from 'vitest';

vi.mock('node:vm', () => ({ runInNewContext: vi.fn() }));
beforeEach(() => vi.resetModules());

const MIB = 1024 * 1024;

/** As it is when nothing has been counted yet, in a V8 that gives that away as its collector. */
async function withCollector(collector: unknown) {
  vi.mocked(runInNewContext).mockReset().mockReturnValue(collector);
  return import('../../../protocol/system/chunk-garbage.ts');
}

it('collects young buffers after each 2 MiB, and everything when it is told to', async () => {
  const collect = vi.fn();
  const { countChunkGarbage, collectAllGarbage } = await withCollector(collect);
  countChunkGarbage(2 * MIB - 1);
  expect(collect).not.toHaveBeenCalled();
  countChunkGarbage(1);
  countChunkGarbage(MIB);
  expect(collect.mock.calls).toEqual([[{ type: 'minor' }]]);
  collectAllGarbage();
  expect(collect.mock.lastCall).toEqual([{ type: 'major', flavor: 'last-resort' }]);
});

it('goes without where V8 does not give its collector away', async () => {
  const { countChunkGarbage, collectAllGarbage } = await withCollector(null);
  countChunkGarbage(5 * MIB);
  collectAllGarbage();
  // it asks once
  expect(vi.mocked(runInNewContext)).toHaveBeenCalledTimes(1);
});
