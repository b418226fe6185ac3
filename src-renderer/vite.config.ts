import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = import.meta.dirname;

/** For working on the UI alone: `vite src-renderer`, then open /preview.html. */
export default defineConfig({
  root: here,
  plugins: [react()],
  build: { rollupOptions: { input: [`${here}/index.html`, `${here}/preview.html`] } },
});
