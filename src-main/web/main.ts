import process from 'node:process';
import { forbidCoreDumps, makeFilesPrivate, nativeProblem } from '../../protocol/system/index.ts';
import { readOptions, UsageError, usage } from './options.ts';

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

makeFilesPrivate();
void forbidCoreDumps();
try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else {
    // loaded after this file: what the machine cannot load is told in words
    const { runProgram } = await import('./program.ts');
    await runProgram(options);
  }
} catch (error) {
  console.error(explain(error));
  process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_FAILURE;
}

/** What the person can do something about, in words; our own mistakes as they are. */
function explain(error: unknown): unknown {
  if (error instanceof UsageError) return `${error.message}\n\n${usage}`;
  const problem = nativeProblem(error);
  if (problem === undefined) return error;
  return `Miyu cannot run on this computer: a package that it needs does not load (${problem}).`;
}
