import { RawClient } from '../support/raw-client.ts';
import type { ServerProcess } from '../support/server-process.ts';

const PEOPLE = 50;
const AT_ONCE = 8;
const WARM_UP = 300;
const RESUMES = 5_000;

/** People whose connection was lost come back: TCP, handshake, resume. */
export async function handshake(server: ServerProcess) {
  const people: RawClient[] = [];
  for (let i = 0; i < PEOPLE; i++) people.push(await RawClient.signUp(server.target, `resume${i}`));
  for (const person of people) person.channel.destroy('ended');

  await resumeMany(server, people, WARM_UP);
  const cpu = server.cpuSeconds();
  const started = performance.now();
  await resumeMany(server, people, RESUMES);
  const seconds = (performance.now() - started) / 1000;
  return {
    resumesPerServerCpuSecond: Math.round(RESUMES / (server.cpuSeconds() - cpu)),
    resumesPerSecond: Math.round(RESUMES / seconds),
  };
}

/** Each worker has people of its own: an account's sessions follow each other. */
async function resumeMany(server: ServerProcess, people: readonly RawClient[], count: number): Promise<void> {
  let left = count;
  const worker = async (own: readonly RawClient[]) => {
    for (let i = 0; left > 0; i++) {
      left -= 1;
      const person = own[i % own.length];
      if (!person) throw new RangeError('more workers than people');
      const client = await RawClient.resumed(server.target, person);
      await client.close();
    }
  };
  const workers = Array.from({ length: AT_ONCE }, (_, n) => people.filter((_, i) => i % AT_ONCE === n));
  await Promise.all(workers.map(worker));
}
