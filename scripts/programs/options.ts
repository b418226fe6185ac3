import process from 'node:process';
import { parseArgs } from 'node:util';

const EXIT_USAGE = 2;

const explained = `
  --browser    open it in a browser, not in Electron
  --electron   fetch Electron again where that has failed before
  --no-open    print the client's address only
  --data DIR   where everything is kept
  --help       show this

PowerShell takes the "--" before the options away: there, write "npm.cmd" instead of "npm".`;

/**
 * Reads the options of a task that opens clients. Prints them and ends the process when that is asked for; when there
 * is something wrong with them, it says what, with exit code 2.
 * @param usage the first line: how the task is called and what it does
 * @param defaultData where everything is kept by default
 */
export function readOptions(usage: string, defaultData: string) {
  try {
    const { values } = parseArgs({
      allowNegative: true,
      options: {
        open: { type: 'boolean', default: true },
        browser: { type: 'boolean', default: false },
        electron: { type: 'boolean', default: false },
        data: { type: 'string', default: defaultData },
        help: { type: 'boolean', default: false },
      },
    });
    if (!values.help) return values;
    console.log(usage + explained);
    process.exit(0);
  } catch (error) {
    if (!isAboutArguments(error)) throw error;
    console.error(`${error.message}\n\n${usage}${explained}`);
    process.exit(EXIT_USAGE);
  }
}

function isAboutArguments(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}
