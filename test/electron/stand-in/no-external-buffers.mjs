// A Node that refuses external buffers to native modules, as Electron's does.
import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const source = fileURLToPath(new URL('./src/no-external-buffers.c', import.meta.url));
const refused = ['napi_create_external_buffer', 'napi_create_external_arraybuffer'];

/**
 * Makes it in a folder: a copy of this Node under whose own functions no module finds, and a library that has them instead.
 * Linux only; needs a C compiler.
 * @param {string} folder
 * @returns {Promise<{nodePath: string, env: Record<string, string>}>} options for launch()
 */
export async function nodeWithoutExternalBuffers(folder) {
  const library = path.join(folder, 'no-external-buffers.so');
  await promisify(execFile)('cc', ['-shared', '-fPIC', '-o', library, source]);
  const program = await readFile(process.execPath);
  for (const name of refused) hideName(program, name);
  const nodePath = path.join(folder, 'node');
  await writeFile(nodePath, program);
  await chmod(nodePath, 0o700);
  return { nodePath, env: { LD_PRELOAD: library } };
}

/** Changes the last letter wherever the whole name stands: whoever looks for it goes on to the library. */
function hideName(/** @type {Buffer} */ program, /** @type {string} */ name) {
  const whole = Buffer.from(`\0${name}\0`);
  for (let at = program.indexOf(whole); at >= 0; at = program.indexOf(whole, at + 1)) program[at + name.length] = 0x5f;
}
