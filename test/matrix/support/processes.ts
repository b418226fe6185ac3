import { readdir, readFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

/** The variable by which a process is known as a row's, whoever started it, and in whichever group it is. */
export const MARK = 'MIYU_MATRIX';

interface Found {
  pid: number;
  command: string;
}

/** Kills the processes whose mark begins so, until there are none. @returns their command lines */
export async function endMarked(mark: string): Promise<string[]> {
  const commands = new Map<number, string>();
  for (let found = await findMarked(mark); found.length > 0; found = await findMarked(mark)) {
    for (const { pid, command } of found) {
      commands.set(pid, command);
      kill(pid);
    }
    await delay(20);
  }
  return [...commands.values()];
}

async function findMarked(mark: string): Promise<Found[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(pids.map((pid) => look(Number(pid), `${MARK}=${mark}`)));
  return found.filter((one) => one !== undefined);
}

/** Undefined: it is somebody else's, or has ended; what has ended and was not waited for has no environment. */
async function look(pid: number, entry: string): Promise<Found | undefined> {
  const environment = await readOf(pid, 'environ');
  if (!environment.some((variable) => variable.startsWith(entry))) return undefined;
  return { pid, command: (await readOf(pid, 'cmdline')).join(' ').trim() };
}

/** Nothing where the process has ended meanwhile, or is not ours to look at. */
async function readOf(pid: number, name: string): Promise<string[]> {
  return (await readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')).split('\0');
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
