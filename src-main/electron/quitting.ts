import type { App } from 'electron';
import type { Log } from '../shell/log.ts';
import { TimeoutError, within } from './within.ts';

export interface QuittingOptions {
  app: Pick<App, 'on' | 'exit' | 'releaseSingleInstanceLock'>;
  /** how long the end may take, in milliseconds */
  patience: number;
  log: Log;
}

/** Holds the end of the app until what is on its way to the disk has got there, or the patience is over. */
export class Quitting {
  readonly #options: QuittingOptions;
  #close: (() => Promise<void>) | undefined;
  #ending: Promise<void> | undefined;
  #hasBegun = false;

  constructor(options: QuittingOptions) {
    this.#options = options;
    options.app.on('before-quit', () => {
      this.#hasBegun = true;
    });
    options.app.on('will-quit', (event) => {
      // Before there is anything to close, the app just ends.
      if (!this.#close) return;
      event.preventDefault();
      this.end();
    });
  }

  /** True once the person or the system has asked the app to end. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** What the end waits for. */
  closeFirst(close: () => Promise<void>): void {
    this.#close = close;
  }

  /** Closes, then ends the app; once, however often it is asked for. */
  end(): void {
    this.#hasBegun = true;
    this.#ending ??= this.#end();
  }

  async #end(): Promise<void> {
    const { app, patience, log } = this.#options;
    // A start from now on is one of its own: it waits until this one has given the folder back.
    app.releaseSingleInstanceLock();
    try {
      await within(patience, this.#close?.() ?? Promise.resolve());
      app.exit(0);
    } catch (error) {
      const isLate = error instanceof TimeoutError;
      log(isLate ? 'the app ended before everything was closed' : `not closed: ${String(error)}`);
      app.exit(isLate ? 0 : 1);
    }
  }
}
