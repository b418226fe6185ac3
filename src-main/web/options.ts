import path from 'node:path';
import { parseArgs } from 'node:util';

export const usage = `Miyu in a browser of this machine.

  --folder DIR     where accounts and history are kept (default: data/client)
  --port N         the port on 127.0.0.1 (default: any free one)
  --server LINK    the server to start with, where none was chosen yet
  --received DIR   where received files are put (default: Miyu in your folder for downloads)
  --renderer DIR   the built user interface (default: the one beside this program)
  --no-open        print the address only`;

/** The command line cannot be used as it is; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type Options = ReturnType<typeof readOptions>;

/**
 * Reads the command line.
 * @throws UsageError
 */
export function readOptions(args: string[]) {
  const { port, ...values } = parse(args);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UsageError(`"${port}" is not a port.`);
  return { ...values, port: Number(port) };
}

function parse(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      allowNegative: true,
      options: {
        folder: { type: 'string', default: 'data/client' },
        port: { type: 'string', default: '0' },
        server: { type: 'string' },
        received: { type: 'string' },
        renderer: { type: 'string', default: path.join(import.meta.dirname, '../../out/renderer') },
        open: { type: 'boolean', default: true },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}
