import { parentPort, workerData } from 'node:worker_threads';
import { capacityOf, HiddenTextError, hide, reveal } from './hidden-text.ts';
import type { HidingAnswer, HidingJob } from './hider.ts';
import { PngError } from './png-problem.ts';

/** The thread of one picture. */
async function answerTo(job: HidingJob): Promise<HidingAnswer> {
  try {
    return await work(job);
  } catch (error) {
    if (error instanceof PngError || error instanceof HiddenTextError)
      return { kind: 'problem', problem: error.problem };
    throw error;
  }
}

async function work(job: HidingJob): Promise<HidingAnswer> {
  switch (job.kind) {
    case 'capacity':
      return { kind: 'capacity', capacity: await capacityOf(job.png) };
    case 'hide':
      return { kind: 'hidden', png: await hide(job) };
    case 'reveal':
      return { kind: 'revealed', text: await reveal(job) };
  }
}

if (!parentPort) throw new Error('texts are hidden in a worker thread');
parentPort.postMessage(await answerTo(workerData as HidingJob));
