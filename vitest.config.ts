import { defineConfig } from 'vitest/config';

/** Tests that open windows need the built client, and take turns: each drives a whole Chromium. */
const withWindows = {
  globalSetup: 'test/support/build.ts',
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    // V8 in Node 24 now and then ends the process where threads come and go by the dozen ("Check failed:
    // jit_page.has_value()").
    execArgv: ['--no-memory-protection-keys'],
    // Left to itself, vitest keeps one core free, which is half of the machine where there are two.
    maxWorkers: '100%',
    // What a test waits for may come late on a busy machine; how long it takes is for the benchmarks.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], testTimeout: 60_000 } },
      { extends: true, test: { name: 'sessions', include: ['test/sessions/**/*.test.ts'], testTimeout: 60_000 } },
      { extends: true, test: { name: 'faults', include: ['test/faults/**/*.test.ts'], testTimeout: 120_000 } },
      { extends: true, test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...withWindows } },
      { extends: true, test: { name: 'electron', include: ['test/electron/**/*.test.ts'], ...withWindows } },
    ],
  },
});
