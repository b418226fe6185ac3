import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { connectChannel, parseInvitation, writePrivateFile } from '../../protocol/index.ts';
import { openSocket } from '../../src-main/core/socket-wire.ts';

/** What is noted of a server that runs: another start finds it by that. */
const Note = z.object({ link: z.string(), port: z.int().min(1).max(65_535) });
export type Note = z.output<typeof Note>;

/** @param file running.json */
export function writeNote(file: string, note: Note): Promise<void> {
  return writePrivateFile(file, JSON.stringify(note));
}

/**
 * What the note says, if the server that it is about really answers: it proves that with its certificate. Undefined when
 * there is no such server any more; another program may have its port now, and after a power cut the note may be empty.
 * @param limitMs for the connection and for the proof, each
 */
export async function findRunning(file: string, limitMs = 5_000): Promise<Note | undefined> {
  const note = readNote(file);
  return note && (await answers(note, limitMs)) ? note : undefined;
}

function readNote(file: string): Note | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return Note.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function answers({ link, port }: Note, limitMs: number): Promise<boolean> {
  const pin = parseInvitation(link)?.fingerprint;
  if (pin === undefined) return false;
  const wire = await openSocket('127.0.0.1', port, limitMs).catch(() => undefined);
  if (!wire) return false;
  const deadline = setTimeout(() => wire.destroy(), limitMs);
  const options = { pin, now: () => performance.now(), wallClock: () => Date.now() };
  try {
    (await connectChannel(wire, options)).channel.close('ended');
    return true;
  } catch {
    // Whatever it answered: it is not our server.
    return false;
  } finally {
    clearTimeout(deadline);
  }
}
