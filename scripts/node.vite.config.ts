import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';
import packageJson from '../package.json' with { type: 'json' };
import { nodeWorkers } from './node-workers.ts';
import { fromRoot } from './root.mjs';

/** The programs that run in plain Node, one folder each. Packages stay outside: some of them are native. */
export default defineConfig({
  root: fromRoot(),
  plugins: [nodeWorkers()],
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out/node',
    rollupOptions: {
      input: { server: 'src-server/main.ts', web: 'src-main/web/main.ts', cli: 'src-main/cli/main.ts' },
      external: [...builtinModules, /^node:/, ...Object.keys(packageJson.dependencies)],
      output: { entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
    },
  },
});
