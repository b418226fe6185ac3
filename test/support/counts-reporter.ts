import { writeFileSync } from 'node:fs';
import process from 'node:process';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

declare module 'vitest' {
  interface TaskMeta {
    /** what this machine lacks for these tests */
    missing?: string;
  }
}

/** What `npm test` says at its end. A file that cannot be loaded and an error outside of tests count as failures. */
export interface Counts {
  passed: number;
  failed: number;
  /** how many, by reason */
  skipped: Record<string, number>;
}

/** Writes the numbers to the file that $TEST_COUNTS_FILE names. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env.TEST_COUNTS_FILE;
    if (file) writeFileSync(file, JSON.stringify(count(modules, errors.length)));
  }
}

function count(modules: readonly TestModule[], strayErrors: number): Counts {
  const counts: Counts = { passed: 0, failed: strayErrors, skipped: {} };
  for (const module of modules) {
    counts.failed += brokenSuites(module);
    for (const test of module.children.allTests()) add(counts, test);
  }
  return counts;
}

/** Failures of files and of describe blocks themselves: imports, beforeAll, afterAll. */
function brokenSuites(module: TestModule): number {
  const suites = [module, ...module.children.allSuites()];
  return suites.filter((suite) => suite.errors().length > 0).length;
}

function add(counts: Counts, test: TestCase): void {
  const result = test.result();
  switch (result.state) {
    case 'passed':
      counts.passed += 1;
      return;
    case 'failed':
      counts.failed += 1;
      return;
    case 'skipped':
    case 'pending': {
      const reason = reasonFor(test);
      counts.skipped[reason] = (counts.skipped[reason] ?? 0) + 1;
    }
  }
}

function reasonFor(test: TestCase): string {
  const result = test.result();
  if (result.state === 'skipped' && result.note) return result.note;
  let { missing } = test.meta();
  for (let suite = test.parent; !missing && suite.type === 'suite'; suite = suite.parent) ({ missing } = suite.meta());
  return missing ?? 'no reason given';
}
