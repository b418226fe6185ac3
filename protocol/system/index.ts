/** What programs of this project do alike with the machine that they run on. Knows nothing of messages. */

export * from './chunk-garbage.ts';
export * from './ending-signals.ts';
export { removeFile, removeFolder, renameFile } from './held-files.ts';
export * from './native-problem.ts';
export { claimFile, syncFolder, writePrivateFile } from './private-file.ts';
export { makePrivateFolder } from './private-folder.ts';
export * from './private-process.ts';
