import { parseArgs } from 'node:util';

export interface Options {
  /** where everything of this installation is kept; Electron's own place for it when absent */
  folder?: string;
  /** the invitation link of the server to start with: `--server=LINK`, or a link that was clicked */
  server?: string;
}

/**
 * Reads the command line. It also holds switches of Chromium's, which are not ours to judge. Values are given with `=`
 * (`--server=LINK`): Electron ends at once when anything follows an argument that is a link.
 */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    strict: false,
    options: { folder: { type: 'string' }, server: { type: 'string' } },
  });
  const folder = typeof values.folder === 'string' ? values.folder : undefined;
  const server = typeof values.server === 'string' ? values.server : findLink(args);
  return { ...(folder === undefined ? {} : { folder }), ...(server === undefined ? {} : { server }) };
}

/** The `miyu://` link that the system starts the app with, when someone follows one. */
export function findLink(args: string[]): string | undefined {
  return args.find((arg) => arg.startsWith('miyu://'));
}
