import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';
import packageJson from '../package.json' with { type: 'json' };
import { nodeWorkers } from './node-workers.ts';
import { fromRoot } from './root.mjs';

/** Of these, a program needs a part: bundled, it takes 10 MiB less memory. All other packages stay outside; some of them are native. */
const bundled = ['kysely', 'zod'];
const { dependencies, devDependencies } = packageJson;
const outside = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !bundled.includes(name));

/** The programs that run in plain Node. */
export default defineConfig({
  root: fromRoot(),
  plugins: [nodeWorkers()],
  ssr: { noExternal: bundled },
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out/node',
    rollupOptions: {
      input: { server: 'src-server/main.ts', web: 'src-main/web/main.ts', cli: 'src-main/cli/main.ts' },
      external: [...builtinModules, /^node:/, ...outside],
      output: { entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
    },
  },
});
