import process from 'node:process';
import { forbidCoreDumps, makeFilesPrivate, nativeProblem } from '../protocol/system/index.ts';

const EXIT_FAILURE = 1;

makeFilesPrivate();
void forbidCoreDumps();
try {
  // loaded after this file: what the machine cannot load is told in words
  const { runProgram } = await import('./program.ts');
  await runProgram();
} catch (error) {
  const problem = nativeProblem(error);
  if (problem === undefined) throw error;
  console.error(`miyu-server: This machine cannot run it: a package that it needs does not load (${problem}).`);
  process.exitCode = EXIT_FAILURE;
}
