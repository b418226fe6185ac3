// Everything into out/: the Electron app, and the server, web host and command line as plain JavaScript for Node.
import { buildClient, runTool } from '../client-build.ts';
import { fromRoot } from '../root.mjs';

await buildClient();
await runTool('vite/bin/vite.js', 'build', '--config', fromRoot('scripts/node.vite.config.ts'), '--logLevel', 'warn');
console.log('Built into out/: main, preload and renderer (Electron), server, web and cli (Node).');
