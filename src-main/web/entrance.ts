import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { makePrivateFolder, removeFile, removeFolder, writePrivateFile } from '../../protocol/system/index.ts';

/**
 * The link that lets the next browser in, in two files that only the person may read: as it is, for a second start of
 * the program, and as a page that goes on to it, for the browser. Programs are given the page's path: the link itself
 * would stand among their arguments, which everybody on the machine can read.
 */
export class Entrance {
  readonly #link: string;
  readonly #folder: string;
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#link = path.join(folder, 'link');
    this.#folder = path.resolve(folder, 'open');
  }

  /** The page's path. */
  get page(): string {
    return path.join(this.#folder, 'miyu.html');
  }

  /** The link as the program that runs has left it; empty when there is none. */
  async read(): Promise<string> {
    return existsSync(this.#link) ? (await readFile(this.#link, 'utf8')).trim() : '';
  }

  /** Makes both files. @throws what the system says, also when the folder of the page is somebody else's */
  async open(link: string): Promise<void> {
    await removeFolder(this.#folder);
    await makePrivateFolder(this.#folder, console.warn);
    await this.write(link);
  }

  /** Puts the link that works now in place of one that was used. */
  write(link: string): Promise<void> {
    const written = this.#lastWrite.then(async () => {
      await writePrivateFile(this.#link, `${link}\n`);
      await writePrivateFile(this.page, pageTo(link));
    });
    // whoever wanted it written hears why it was not; the next one is written all the same
    this.#lastWrite = written.catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    await this.#lastWrite;
    await removeFile(this.#link);
    await removeFolder(this.#folder);
  }
}

/**
 * Goes on to the link without a script, and leaves nothing of itself behind it. Links of ours need no escaping in HTML.
 */
function pageTo(link: string): string {
  return `<!doctype html>
<html>
  <head>
    <meta charset="utf-8" />
    <meta name="referrer" content="no-referrer" />
    <meta http-equiv="refresh" content="0; url=${link}" />
    <title>密语 Miyu</title>
  </head>
  <body>
    <p><a href="${link}">密语 Miyu</a></p>
  </body>
</html>
`;
}
