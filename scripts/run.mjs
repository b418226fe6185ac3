// `node scripts/run.mjs TASK [ARGUMENTS]`: what every npm script starts with. Needs no package, and no newer Node than
// 12 to say that it is too old: whatever needs one is loaded behind that check. The tasks are in task.mjs.
import process from 'node:process';
import { thisMachine, whyUnsupported } from './machine.mjs';

const reason = whyUnsupported(thisMachine());
if (reason) {
  console.error(reason);
  process.exitCode = 1;
} else {
  import('./task.mjs');
}
