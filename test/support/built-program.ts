import { basename } from 'node:path';
import { build } from 'vite';
import { fromRoot } from '../../scripts/root.mjs';

/** Builds a program as those that people run are built. @returns the file to start */
export async function buildProgram(source: string): Promise<string> {
  const name = basename(source, '.ts');
  const outDir = fromRoot('out/programs');
  await build({
    configFile: fromRoot('scripts/node.vite.config.ts'),
    logLevel: 'warn',
    build: { outDir, rollupOptions: { input: { [name]: source } } },
  });
  return fromRoot(`out/programs/${name}.js`);
}
