import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { clientFlags } from '../node-flags.mjs';
import { fromRoot } from '../root.mjs';
import { openElectron } from './electron.ts';
import { ElectronFailure } from './electron-failure.ts';
import { nodeEnvironment } from './environment.ts';
import { lineOf } from './line-of.ts';
import type { Programs } from './programs.ts';

interface Client {
  folder: string;
  /** the invitation link */
  link: string;
}

/** Opens clients: in Electron as long as that works, else in a browser. */
export class ClientOpener {
  readonly #programs: Programs;
  readonly #opensBrowser: boolean;
  #electron: string | undefined;

  /**
   * @param electron Electron's program; undefined: browsers only
   * @param opensBrowser false: the address is only told
   */
  constructor(programs: Programs, electron: string | undefined, opensBrowser: boolean) {
    this.#programs = programs;
    this.#electron = electron;
    this.#opensBrowser = opensBrowser;
  }

  /** Opens a client on a folder of its own. Resolves with what there is to tell: the address, which works once. */
  async open(client: Client): Promise<string> {
    if (this.#electron !== undefined) {
      try {
        const outcome = await openElectron(this.#programs, { program: this.#electron, ...client });
        return outcome === 'opened' ? 'opened (Electron)' : 'was open already: its window has come to the front';
      } catch (error) {
        this.#giveUpElectron(error);
      }
    }
    return this.#openBrowser(client);
  }

  #giveUpElectron(error: unknown): void {
    if (!(error instanceof ElectronFailure) || this.#programs.ending.aborted) throw error;
    this.#electron = undefined;
    console.log(`Electron has opened no window: ${error.message}`);
    console.log('Miyu opens in your browser instead. To go there at once: npm start -- --browser');
  }

  async #openBrowser({ folder, link }: Client): Promise<string> {
    const args = ['--folder', browserFolder(folder), '--server', link, this.#opensBrowser ? '--open' : '--no-open'];
    const program = fromRoot('src-main/web/main.ts');
    const child = this.#programs.start(process.execPath, [...clientFlags, program, ...args], {
      stderr: 'inherit',
      env: nodeEnvironment(),
      understandsStop: true,
    });
    const url = await lineOf(child, /^http:\/\/\S+$/, 'the client');
    this.#programs.endWith(child, 'The client');
    return url;
  }
}

/** Where Electron's client keeps its accounts: a browser's client finds the same ones there. */
export function coreFolder(folder: string): string {
  return path.join(folder, 'core');
}

/** Before both shared one place, a browser's client kept its accounts in the folder itself. */
function browserFolder(folder: string): string {
  return existsSync(path.join(folder, 'settings.json')) ? folder : coreFolder(folder);
}
