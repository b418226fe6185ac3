import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { tuneMemory } from '../../../src-server/memory.ts';

const memory = pathToFileURL(`${import.meta.dirname}/../../../src-server/memory.ts`).href;
const accounting = '--external-memory-accounted-in-global-limit';

it('asks V8 for nothing that it would complain of', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', `import { tuneMemory } from '${memory}'; tuneMemory();`],
    { encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it.each([
  ['22.23.5', false],
  ['24.21.0', true],
  ['26.12.1', true],
])('knows whether Node %s has the accounting of buffers: %s', (node, has) => {
  const flags: string[] = [];
  tuneMemory(node, (flag) => flags.push(flag));
  expect(flags).toHaveLength(has ? 3 : 2);
  expect(flags.includes(accounting)).toBe(has);
});
