import process from 'node:process';
import { forbidCoreDumps, makeFilesPrivate, nativeProblem } from '../../protocol/system/index.ts';
import { systemLanguage } from '../shell/system-language.ts';

const EXIT_FAILURE = 1;

const cannotLoad = {
  en: 'Miyu cannot run on this computer: a package that it needs does not load.',
  'zh-CN': '密语无法在这台电脑上运行：它需要的一个组件无法加载。',
};

makeFilesPrivate();
void forbidCoreDumps();
try {
  // loaded after this file: what the machine cannot load is told in words
  const { runProgram } = await import('./program.ts');
  await runProgram();
} catch (error) {
  const problem = nativeProblem(error);
  if (problem === undefined) throw error;
  console.error(`miyu-cli: ${cannotLoad[systemLanguage()]} (${problem})`);
  process.exitCode = EXIT_FAILURE;
}
