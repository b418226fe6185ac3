import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { execute } from './execute.mjs';
import { fromRoot } from './root.mjs';

const folder = fromRoot('node_modules/electron');
const failedFile = fromRoot('node_modules/.miyu-no-electron');
const limitMs = 180_000;

/**
 * Electron's program, which its package fetches from another place than the npm registry: tried once, and again when
 * `retry` is set. Undefined where it could not be fetched; that was told then.
 */
export async function findElectron(retry: boolean): Promise<string | undefined> {
  const program = installedProgram();
  if (program || (existsSync(failedFile) && !retry)) return program;

  console.log('Fetching Electron (about 110 MB, once) …');
  const { output } = await execute(process.execPath, [`${folder}/install.js`], { timeout: limitMs });
  const fetched = installedProgram();
  if (!fetched) {
    writeFileSync(failedFile, output);
    console.log(`Electron could not be fetched: ${reason(output)}`);
    console.log('Miyu opens in your browser instead. To try again: npm start -- --electron');
  }
  return fetched;
}

function installedProgram(): string | undefined {
  const pathFile = `${folder}/path.txt`;
  if (!existsSync(pathFile)) return undefined;
  const program = `${folder}/dist/${readFileSync(pathFile, 'utf8')}`;
  return existsSync(program) ? program : undefined;
}

function reason(output: string): string {
  const line = output.split('\n').find((text) => text.includes('Error'));
  return line?.trim() ?? `no answer within ${limitMs / 1000} seconds`;
}
