/* npm run fuzz -- [--frames 10000000] [--seed N] */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzzer.ts';

const { values } = parseArgs({
  options: { frames: { type: 'string', default: '10000000' }, seed: { type: 'string', default: String(Date.now()) } },
});
const seed = Number(values.seed) | 0;
console.log(`seed ${seed}`);
console.log(JSON.stringify(await fuzz(Number(values.frames), seed)));
