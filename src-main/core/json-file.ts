import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';

/** What a file held: nothing, a value, or bytes that do not fit and were moved to `asideAs`. */
export interface JsonRead<T> {
  value: T | undefined;
  asideAs?: string;
}

/** Reads and checks a file. One that cannot be understood is renamed, never overwritten. */
export async function readJson<S extends z.ZodType>(file: string, schema: S): Promise<JsonRead<z.infer<S>>> {
  const text = await readIfThere(file);
  if (text === undefined) return { value: undefined };
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return { value: parsed.data };
  const asideAs = `${file}.damaged-${randomBytes(4).toString('hex')}`;
  await rename(file, asideAs);
  return { value: undefined, asideAs };
}

/** Replaces the file as a whole: after a crash it has the old or the new value. Only its owner can read it. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(value, undefined, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncFolder(dirname(file));
}

/** Makes the rename itself durable. Windows neither needs it nor lets folders be opened. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Text that is no JSON becomes undefined, which fits no schema that asks for something. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
