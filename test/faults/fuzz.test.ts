import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzzer.ts';

// Ten million take minutes: npm run fuzz
const FRAMES = 150_000;

describe('fuzzing', () => {
  it('random and mutated frames throw nothing and leave memory flat', async () => {
    const result = await fuzz(FRAMES, 20261121);
    expect(result.violations).toBeGreaterThan(FRAMES / 4);
    expect(result.handled).toBeGreaterThan(FRAMES / 8);
    expect(result.heapGrowthKiB).toBeLessThan(8 * 1024);
  });
});
