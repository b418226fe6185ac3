// `node scripts/run.mjs TASK [ARGUMENTS]`: what every npm script starts with. Runs on Node 20 without any package:
// sees that the packages are there, then hands over to the Node that Miyu itself runs on.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { ensureDependencies } from './dependencies.mjs';
import { findNode } from './node.mjs';
import { clientFlags, leanEnvironment, serverFlags } from './node-flags.mjs';
import { fromRoot } from './root.mjs';

/** What runs for each task: a file, flags for Node, and what is added to the environment. */
const tasks = {
  start: ['scripts/tasks/start.ts'],
  demo: ['scripts/tasks/demo.ts'],
  test: ['scripts/tasks/test.ts'],
  check: ['scripts/tasks/check.ts'],
  build: ['scripts/tasks/build.ts'],
  screenshots: ['scripts/tasks/screenshots.ts'],
  icons: ['scripts/tasks/icons.ts'],
  pack: ['scripts/tasks/pack.ts'],
  bench: ['test/bench/main.ts'],
  fuzz: ['test/faults/fuzz-main.ts'],
  server: ['src-server/main.ts', serverFlags, leanEnvironment],
  cli: ['src-main/cli/main.ts', clientFlags, leanEnvironment],
};

const [name = '', ...rest] = process.argv.slice(2);
if (!Object.hasOwn(tasks, name)) {
  console.error(`Unknown task "${name}". There are: ${Object.keys(tasks).join(', ')}.`);
  process.exit(2);
}

try {
  await ensureDependencies();
  handOver(await findNode(), tasks[name], rest);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function handOver(node, [file, flags = [], environment = {}], rest) {
  const env = { ...environment, ...process.env };
  const child = spawn(node, [...flags, fromRoot(file), ...rest], { stdio: 'inherit', env });
  // Ctrl+C reaches the child by itself, as it shares our terminal; what is sent to us alone is passed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', (signal) => child.kill(signal));
  process.on('SIGHUP', (signal) => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Cannot start ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal) process.removeAllListeners(signal);
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code;
  });
}
