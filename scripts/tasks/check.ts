// Format, lint (which knows the import rules) and types of every folder. All of it runs, so that one run tells all.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fromRoot } from '../root.mjs';

const folders = ['.', 'protocol', 'src-server', 'src-main', 'src-renderer', 'scripts', 'test'];

const results = [await run('@biomejs/biome/bin/biome', 'check', '--error-on-warnings')];
for (const folder of folders) results.push(await run('typescript/bin/tsc', '-p', folder));
process.exitCode = results.every((ok) => ok) ? 0 : 1;

async function run(program: string, ...args: string[]): Promise<boolean> {
  const file = fromRoot('node_modules', program);
  const [code] = await once(spawn(process.execPath, [file, ...args], { cwd: fromRoot(), stdio: 'inherit' }), 'exit');
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${program.split('/').at(-1)} ${args.join(' ')}`);
  return code === 0;
}
