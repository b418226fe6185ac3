import path from 'node:path';
import type { Plugin } from 'vite';

const workerUrl = /new Worker\(new URL\('(\.{1,2}\/[^']+\.ts)', import\.meta\.url\)/g;

/**
 * Gives each worker thread a file of its own in the bundle. The source names the worker by a URL relative to itself, as
 * Node runs it; a bundler moves both, so the URL has to become that of the emitted file.
 */
export function nodeWorkers(): Plugin {
  return {
    name: 'node-workers',
    // Before anything rewrites the source.
    enforce: 'pre',
    transform(code, id) {
      if (!code.includes('new Worker(')) return undefined;
      return code.replace(workerUrl, (_all, file: string) => {
        const reference = this.emitFile({ type: 'chunk', id: path.resolve(path.dirname(id), file) });
        return `new Worker(import.meta.ROLLUP_FILE_URL_${reference}`;
      });
    },
    // Vite's own answer is a path below a web server's root.
    resolveFileUrl: ({ relativePath }) => `new URL('./${relativePath}', import.meta.url)`,
  };
}
