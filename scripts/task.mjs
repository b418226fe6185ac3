// Sees that the packages are there, then hands a task over to the Node that Miyu itself runs on.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { ensureDependencies } from './install/dependencies.mjs';
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
  matrix: ['scripts/tasks/matrix.ts'],
  screenshots: ['scripts/tasks/screenshots.ts'],
  icons: ['scripts/tasks/icons.ts'],
  pack: ['scripts/tasks/pack.ts'],
  bench: ['test/bench/main.ts'],
  fuzz: ['test/faults/fuzz-main.ts'],
  server: ['src-server/main.ts', serverFlags, leanEnvironment],
  cli: ['src-main/cli/main.ts', clientFlags, leanEnvironment],
};

const [name = '', ...rest] = process.argv.slice(2);
if (Object.hasOwn(tasks, name)) await run(tasks[name], rest);
else {
  console.error(`Unknown task "${name}". There are: ${Object.keys(tasks).join(', ')}.`);
  process.exitCode = 2;
}

async function run(task, rest) {
  try {
    await ensureDependencies();
    handOver(await findNode(), task, rest);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

function handOver(node, [file, flags = [], environment = {}], rest) {
  const env = { ...environment, ...process.env };
  const child = spawn(node, [...flags, fromRoot(file), ...rest], { stdio: 'inherit', env });
  passSignals(child);
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

/**
 * Ctrl+C reaches the child by itself, as it shares our terminal; what is sent to us alone is passed on. On Windows
 * nothing can be sent to us alone, and passing on would end the child in the middle of its own orderly end.
 */
function passSignals(child) {
  process.on('SIGINT', () => {});
  for (const each of ['SIGTERM', 'SIGHUP']) {
    process.on(each, (signal) => {
      if (process.platform !== 'win32') child.kill(signal);
    });
  }
}
