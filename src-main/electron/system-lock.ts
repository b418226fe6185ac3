import type { BrowserWindow, PowerMonitor } from 'electron';
import type { Core } from '../core/core.ts';
import type { Log } from '../shell/log.ts';

export interface SystemLockOptions {
  monitor: Pick<PowerMonitor, 'on'>;
  core: Pick<Core, 'state' | 'lock'>;
  window: Pick<BrowserWindow, 'isVisible' | 'isDestroyed' | 'hide' | 'showInactive'>;
  log: Log;
}

/**
 * Where people let Miyu lock at all, it does so with the screen, and before the machine sleeps. Linux does not tell of its
 * screen's lock. Before a sleep the window is hidden at once: the lock may come only after the machine wakes up.
 */
export function lockWithSystem({ monitor, core, window, log }: SystemLockOptions): void {
  const isWanted = () => core.state.session !== undefined && core.state.settings.lockAfter > 0;

  const lock = async () => {
    if (!isWanted()) return;
    try {
      await core.lock();
    } catch (error) {
      log(`the account was not locked: ${String(error)}`);
    }
  };

  const lockUnseen = async () => {
    const isToHide = isWanted() && window.isVisible();
    if (isToHide) window.hide();
    await lock();
    if (isToHide && !window.isDestroyed()) window.showInactive();
  };

  monitor.on('lock-screen', () => void lock());
  monitor.on('suspend', () => void lockUnseen());
  // a lock that failed or was overtaken by the sleep
  monitor.on('resume', () => void lockUnseen());
}
