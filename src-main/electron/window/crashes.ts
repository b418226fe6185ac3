import type { BrowserWindow } from 'electron';
import type { Log } from '../../shell/log.ts';

/** A page that crashes again within this time may do so for ever. */
const OFTEN_MS = 60_000;

export interface CrashOptions {
  log: Log;
  /** Asks the person after another crash; true to load the page again. */
  ask(): Promise<boolean>;
  /** clock, milliseconds */
  now?: () => number;
  quit(): void;
}

/** Loads the page again when its process has gone: once by itself, then when the person wants it. */
export function mendCrashes(
  window: Pick<BrowserWindow, 'isDestroyed' | 'on' | 'webContents'>,
  { log, ask, now = Date.now, quit }: CrashOptions,
): void {
  const contents = window.webContents;
  let last = Number.NEGATIVE_INFINITY;

  const reload = () => {
    if (!window.isDestroyed()) contents.reload();
  };
  const mend = async (isOften: boolean) => {
    if (!isOften || (await ask())) reload();
    else quit();
  };

  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log(`the page's process has gone: ${reason}, code ${exitCode}`);
    if (reason === 'clean-exit') return;
    const isOften = now() - last < OFTEN_MS;
    last = now();
    // Electron is still taking the old page apart while it tells this.
    setImmediate(() => mend(isOften).catch((error) => log(`the page was not loaded again: ${String(error)}`)));
  });
  window.on('unresponsive', () => log('the page does not respond'));
  window.on('responsive', () => log('the page responds again'));
}
