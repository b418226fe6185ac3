/*
 * npm run bench -- relay|latency|idle|offline|fanout|handshake|client|blobs|transfer|hostile|all [--json FILE]
 *
 * The server is its own process on one core, the clients are this process on another, where `taskset` can pin them.
 * Figures "per server CPU second" count the server's CPU time, all threads, so that they say what a message costs.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CLIENT_CORE, pinned, ServerProcess } from '../support/server-process.ts';
import { blobs } from './blobs.ts';
import { client } from './client.ts';
import { fanout } from './fanout.ts';
import { handshake } from './handshake.ts';
import { hostile } from './hostile.ts';
import { idle } from './idle.ts';
import { latency } from './latency.ts';
import { offline } from './offline.ts';
import { relay } from './relay.ts';
import { transfer } from './transfer.ts';

const workloads = { relay, latency, idle, offline, fanout, handshake, client, blobs, transfer, hostile };
type WorkloadName = keyof typeof workloads;
const names = Object.keys(workloads) as WorkloadName[];

const PINNED = 'MIYU_BENCH_PINNED';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
  const chosen = positionals.includes('all') ? names : names.filter((name) => positionals.includes(name));
  if (chosen.length === 0 || positionals.some((word) => word !== 'all' && !names.some((name) => name === word))) {
    console.error(`usage: npm run bench -- ${names.join('|')}|all [--json FILE]`);
    return 2;
  }
  const results: Partial<Record<WorkloadName, object>> = {};
  for (const name of chosen) {
    results[name] = await runOn(name);
    console.log(name, JSON.stringify(results[name]));
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  return 0;
}

/** Each workload has a server to itself. */
async function runOn(name: WorkloadName): Promise<object> {
  const server = await ServerProcess.start();
  try {
    return await workloads[name](server);
  } finally {
    await server.stop();
  }
}

/**
 * The clients' own pauses would count as the server's latency: collections are rare, and V8's helper threads, which
 * have the clients' one core only, are off.
 */
const CLIENT_FLAGS = ['--min-semi-space-size=64', '--max-semi-space-size=64', '--single-threaded'];

/** Starts this program again, bound to the clients' core. */
function rerunPinned(): number {
  const [command, args] = pinned(CLIENT_CORE, process.execPath, [...CLIENT_FLAGS, ...process.argv.slice(1)]);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, [PINNED]: '1' } });
  return status ?? 1;
}

if (process.platform !== 'linux') {
  console.error('The benchmarks read CPU time and memory from /proc, which only Linux has.');
  process.exitCode = 1;
} else {
  process.exitCode = process.env[PINNED] ? await main() : rerunPinned();
}
