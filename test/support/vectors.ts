import { existsSync, readFileSync } from 'node:fs';

const folder = new URL('../../../shared/vectors/', import.meta.url);

/** Why the public test vectors cannot be used here; undefined when they are there. They lie beside the project, not in it. */
export const vectorsMissing = existsSync(folder) ? undefined : 'no ../shared/vectors beside the project';

/** One file of public test vectors, parsed. */
export function readVectors<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as T;
}

/** A file of Project Wycheproof: groups of tests that share parameters. */
export interface Wycheproof<Test, Group = object> {
  testGroups: (Group & {
    tests: (Test & { tcId: number; comment: string; result: 'valid' | 'invalid' | 'acceptable' })[];
  })[];
}

export function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
