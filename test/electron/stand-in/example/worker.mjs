// A utility process: hashes what it is sent.
import { createHash } from 'node:crypto';

process.parentPort.on('message', ({ data }) =>
  process.parentPort.postMessage(createHash('sha256').update(data).digest('hex')),
);
