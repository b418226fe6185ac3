import type { App } from 'electron';
import { findLink } from './options.ts';

/** Brings the window to the front; `link` is the invitation that somebody followed. */
type ComeBack = (link: string | undefined) => void;

/**
 * Somebody starts the app again, follows a link, or clicks the dock's icon. Made before the app is ready: macOS tells the
 * link that started the app before that, and forgets it when nobody listens. What comes early waits for `serve`.
 */
export class FurtherStarts {
  readonly #waiting: (string | undefined)[] = [];
  #comeBack: ComeBack | undefined;

  constructor(app: Pick<App, 'on'>) {
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.#note(url);
    });
    app.on('second-instance', (_event, args) => this.#note(findLink(args)));
    app.on('activate', () => this.#note(undefined));
  }

  /** From now on, and for what has come already. */
  serve(comeBack: ComeBack): void {
    this.#comeBack = comeBack;
    for (const link of this.#waiting.splice(0)) comeBack(link);
  }

  #note(link: string | undefined): void {
    if (this.#comeBack) this.#comeBack(link);
    else this.#waiting.push(link);
  }
}
