import type { CoreApi } from '../contract/core.ts';
import { ContractError } from '../contract/errors.ts';
import type { Log } from './log.ts';

/**
 * Makes the server of an invitation link the login page's server where none was chosen before. Where the chosen one is
 * at another address by the link, the person is asked. It never replaces a person's choice: any website can offer a
 * link to click, and where a password goes is for its owner to decide. A server that does not answer is told to `log`.
 */
export async function presetServer(core: CoreApi, link: string, log: Log = console.error): Promise<void> {
  try {
    await preset(core, link);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    log(`The server of a link is left out (${error.code}).`);
  }
}

async function preset(core: CoreApi, link: string): Promise<void> {
  const { server: chosen } = await core.call('app.state', {});
  const { host, port, fingerprint, knownAt } = await core.call('server.look', { address: link });
  if (chosen && chosen.fingerprint !== fingerprint) return;
  if (chosen?.host === host && chosen.port === port) return;
  await core.call(knownAt ? 'server.offer' : 'server.trust', { host, port, fingerprint });
}
