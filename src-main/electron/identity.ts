import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { App } from 'electron';

/**
 * Pins what the system knows this app by; to be called before the app is ready. What people keep hangs on these names:
 * accounts lie in the folder, and the keychain's entry is called after the app ("Miyu Safe Storage", from the
 * `productName` in package.json). They are final.
 *
 * @param folder where everything is kept, absolute; the system's place for it when absent
 */
export function pinIdentity(
  app: Pick<App, 'getPath' | 'setPath' | 'setAppUserModelId'>,
  folder: string | undefined,
  platform: NodeJS.Platform = process.platform,
): void {
  // Windows shows notifications of an app under this name only; the installer's shortcut has the same.
  if (platform === 'win32') app.setAppUserModelId('org.miyu.desktop');
  // Without this, the folder would follow the product's name: another folder on Linux, and empty.
  const kept = folder ?? path.join(app.getPath('appData'), 'miyu');
  mkdirSync(kept, { recursive: true });
  app.setPath('userData', kept);
}
