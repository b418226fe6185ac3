// Pictures of the window's states in both languages and themes: `npm run screenshots [-- FOLDER [STATE …]]`.
import process from 'node:process';
import { runTool } from '../client-build.ts';

const [folder = 'out/screenshots', ...states] = process.argv.slice(2);
process.env.SCREENSHOTS_FOLDER = folder;
process.env.SCREENSHOTS_STATES = states.join(' ');
await runTool('vitest/vitest.mjs', 'run', '--config', 'test/pictures/vitest.config.ts');
console.log(`The pictures are in ${folder}.`);
