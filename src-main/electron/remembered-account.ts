import type { CoreApi } from '../contract/core.ts';
import type { Core } from '../core/core.ts';
import type { Log } from '../shell/log.ts';
import { openLastAccount } from '../shell/open-last.ts';
import type { SystemKeychain } from './keychain.ts';

/**
 * Opens the account that was used last, if the keychain has its key. A keychain that takes too long is not waited for;
 * when it answers after all, the account is opened then, unless the person has opened one meanwhile.
 */
export async function openRememberedAccount(
  core: CoreApi & Pick<Core, 'state'>,
  keychain: Pick<SystemKeychain, 'ask' | 'listen' | 'isReady'>,
  log: Log,
): Promise<void> {
  const asked = keychain.ask();
  if (core.state.remembered.some(({ access }) => access === 'open')) await asked;
  await openLastAccount(core);
  let isAway = core.state.session === undefined;
  core.listen((name) => {
    if (name === 'session' || name === 'locked') isAway = false;
  });
  keychain.listen(() => {
    if (isAway && keychain.isReady) openLastAccount(core).catch((error) => log(`not opened: ${String(error)}`));
  });
}
