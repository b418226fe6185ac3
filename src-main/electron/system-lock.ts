import { powerMonitor } from 'electron';
import type { CoreApi } from '../contract/core.ts';

/** Where people let Miyu lock at all, it does so with the screen, and before the machine sleeps. */
export function lockWithSystem(core: CoreApi): void {
  const lock = () => {
    lockIfWanted(core).catch((error) => console.error('The account was not locked:', error));
  };
  powerMonitor.on('lock-screen', lock);
  powerMonitor.on('suspend', lock);
}

async function lockIfWanted(core: CoreApi): Promise<void> {
  const { settings, session } = await core.call('app.state', {});
  if (session && settings.lockAfter > 0) await core.call('account.lock', {});
}
