import process from 'node:process';

/**
 * The signals that ask a program to end. On Windows Node makes them of Ctrl+C, Ctrl+Break and the closing of the console, after which
 * Windows waits for some seconds. Elsewhere the closing of a terminal is not among them: under nohup it is ignored, and listening to it
 * would undo that.
 */
export function endingSignals(platform: NodeJS.Platform = process.platform): readonly NodeJS.Signals[] {
  return platform === 'win32' ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGINT', 'SIGTERM'];
}
