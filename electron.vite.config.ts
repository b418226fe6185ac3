import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { nodeWorkers } from './scripts/node-workers.ts';
import { callNames } from './src-main/contract/calls.ts';

export default defineConfig({
  main: {
    plugins: [nodeWorkers()],
    build: {
      outDir: 'out/main',
      rollupOptions: { input: 'src-main/electron/main.ts' },
    },
  },
  preload: {
    // Instead of the contract itself: its schemas and their library have no place in the page's process.
    define: { CALL_NAMES: JSON.stringify(callNames) },
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script is one CommonJS file: it can require nothing but a few parts of Electron.
      externalizeDeps: false,
      isolatedEntries: true,
      rollupOptions: {
        input: 'src-main/preload/preload.ts',
        output: { format: 'cjs', entryFileNames: 'preload.cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      rollupOptions: { input: 'src-renderer/index.html' },
      // Everything comes from the own disk: no preloading by inline scripts, nothing inlined that the policy forbids.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  },
});
