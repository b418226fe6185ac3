import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describeEnd } from './programs.ts';

/**
 * The first line of a program's output that looks like that; whatever follows is read and dropped. Rejects when the
 * program ends before, or cannot be started.
 */
export function lineOf(child: ChildProcess, pattern: RegExp, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`Cannot start ${name} (${describeEnd(code, signal)}).`)));
    if (!child.stdout) return;
    createInterface(child.stdout).on('line', (line) => {
      if (pattern.test(line.trim())) resolve(line.trim());
    });
  });
}
