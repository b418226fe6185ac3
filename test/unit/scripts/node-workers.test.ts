import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { build } from 'vite';
import { expect, it, onTestFinished } from 'vitest';
import { nodeWorkers } from '../../../scripts/node-workers.ts';

it('bundles a worker thread into a file that the bundle finds', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'miyu-workers-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(path.join(root, 'store'));
  await writeFile(path.join(root, 'package.json'), '{"type":"module"}');
  await writeFile(path.join(root, 'main.ts'), "import { ask } from './store/store.ts';\nask('Miyu');");
  await writeFile(
    path.join(root, 'store/store.ts'),
    `import { Worker } from 'node:worker_threads';
     export function ask(workerData: string): void {
       new Worker(new URL('./worker.ts', import.meta.url), { workerData }).once('message', console.log);
     }`,
  );
  await writeFile(path.join(root, 'store/name.ts'), 'export const greet = (name: string) => "hello " + name;');
  await writeFile(
    path.join(root, 'store/worker.ts'),
    `import { parentPort, workerData } from 'node:worker_threads';
     import { greet } from './name.ts';
     parentPort?.postMessage(greet(workerData));`,
  );

  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [nodeWorkers()],
    build: { ssr: 'main.ts', outDir: 'out' },
  });
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(root, 'out/main.js')]);
  expect(stdout).toBe('hello Miyu\n');
});
