import { defineConfig } from 'vitest/config';

/** Apart from the tests: it makes pictures for people to look at. */
export default defineConfig({
  test: {
    include: ['test/pictures/*.test.ts'],
    globalSetup: 'test/support/build.ts',
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
