import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that is gone after the test. Whatever uses it must be closed by a later `onTestFinished`. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'miyu-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
