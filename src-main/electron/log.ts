import path from 'node:path';
import process from 'node:process';
import { faultText, framesOf, type Log } from '../shell/log.ts';
import { LogFile } from './log-file.ts';

const MIB = 1024 * 1024;

/** Writes lines to standard error and to the log in that folder of the app. Never content, names or secrets. */
export function openLog(folder: string): Log {
  const file = new LogFile({ folder: path.join(folder, 'logs'), limit: MIB });
  return (line) => {
    console.error(line);
    file.write(line);
  };
}

/**
 * Has what nobody caught written to the log, with its stack. What happens to the process then is what would happen
 * without: Electron shows an exception, and only warns of a promise that was rejected.
 */
export function logFaults(log: Log): void {
  process.on('uncaughtExceptionMonitor', (error, origin) => log(`${origin}: ${faultText(error)}`));
  process.on('warning', ({ name, message }) => {
    if (name === 'UnhandledPromiseRejectionWarning') log([name, ...framesOf(message)].join('\n'));
  });
}
