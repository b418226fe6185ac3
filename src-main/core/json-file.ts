import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { renameFile, writePrivateFile } from '../../protocol/index.ts';

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
  await renameFile(file, asideAs);
  return { value: undefined, asideAs };
}

/** Replaces the file as a whole: after a crash it has the old or the new value. Only its owner can read it. */
export function writeJson(file: string, value: unknown): Promise<void> {
  return writePrivateFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
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
