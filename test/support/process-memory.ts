import { open, readFile } from 'node:fs/promises';

const CHUNK = 16 * 1024 * 1024;
const OVERLAP = 4096;

/** How often each of the needles lies in the writable memory of another process. Linux only; needs the right to trace it. */
export async function countInMemory(pid: number, needles: Record<string, Buffer>): Promise<Record<string, number>> {
  const counts = Object.fromEntries(Object.keys(needles).map((name) => [name, 0]));
  const memory = await open(`/proc/${pid}/mem`, 'r');
  try {
    for (const { start, end } of await writableRegions(pid)) {
      for await (const bytes of chunks(memory, start, end)) {
        for (const [name, needle] of Object.entries(needles)) counts[name] = (counts[name] ?? 0) + count(bytes, needle);
      }
    }
    return counts;
  } finally {
    await memory.close();
  }
}

async function writableRegions(pid: number): Promise<{ start: number; end: number }[]> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  return maps
    .split('\n')
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line))
    .flatMap((match) =>
      match ? [{ start: Number.parseInt(match[1] ?? '', 16), end: Number.parseInt(match[2] ?? '', 16) }] : [],
    );
}

async function* chunks(memory: Awaited<ReturnType<typeof open>>, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += CHUNK - OVERLAP) {
    const bytes = Buffer.alloc(Math.min(CHUNK, end - at));
    const { bytesRead } = await memory.read(bytes, 0, bytes.length, at).catch(unreadable);
    if (bytesRead > 0) yield bytes.subarray(0, bytesRead);
  }
}

/** Some mappings of the kernel cannot be read by anybody. */
function unreadable(error: unknown): { bytesRead: number } {
  if (error instanceof Error && 'code' in error && error.code === 'EIO') return { bytesRead: 0 };
  throw error;
}

function count(bytes: Buffer, needle: Buffer): number {
  let found = 0;
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) found += 1;
  return found;
}
