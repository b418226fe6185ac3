import { readFileSync } from 'node:fs';

/** Public test vectors; its README says where each is from. */
const folder = new URL('../vectors/', import.meta.url);

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
