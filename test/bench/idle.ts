import { round } from '../support/process-figures.ts';
import { RawClient } from '../support/raw-client.ts';
import type { ServerProcess } from '../support/server-process.ts';

const CONNECTIONS = 5_000;
const AT_ONCE = 20;
const SETTLE_MS = 20_000;

/** 5,000 people signed in and silent: what each costs the server in memory. */
export async function idle(server: ServerProcess) {
  // the first logins bring in code and tables that later ones share
  const first = await openSome(server, 0, 100);
  await settle(5_000);
  const before = server.residentKiB();
  const more = await openSome(server, 100, CONNECTIONS);
  const cpuBefore = server.cpuSeconds();
  await settle(SETTLE_MS);
  const after = server.residentKiB();
  const idleCpu = (server.cpuSeconds() - cpuBefore) / (SETTLE_MS / 1000);
  const alive = [...first, ...more].filter(({ channel }) => channel.isOpen).length;
  for (const client of [...first, ...more]) client.channel.destroy('ended');
  return {
    connections: alive,
    kibPerConnection: round((after - before) / (CONNECTIONS - 100), 1),
    residentMiB: round(after / 1024, 1),
    idleCpuShare: round(idleCpu, 4),
  };
}

async function openSome(server: ServerProcess, from: number, to: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  let next = from;
  const worker = async () => {
    while (next < to) clients.push(await RawClient.signUp(server.target, `idle${next++}`));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return clients;
}

function settle(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
