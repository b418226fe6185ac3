import path from 'node:path';
import type { App } from 'electron';

export interface Launched {
  platform: NodeJS.Platform;
  argv: readonly string[];
  execPath: string;
}

/**
 * Has the system open `miyu://` links with this app. In development only where the system can be told the app's folder:
 * elsewhere it would start a bare Electron. On Linux it goes by the desktop file of a package, which is not there either.
 */
export function openLinksHere(app: Pick<App, 'isPackaged' | 'setAsDefaultProtocolClient'>, launched: Launched): void {
  const { platform, argv, execPath } = launched;
  const [, project, ...options] = argv;
  if (app.isPackaged) app.setAsDefaultProtocolClient('miyu');
  else if (platform === 'win32' && project !== undefined) {
    const folder = options.filter((option) => option.startsWith('--folder='));
    app.setAsDefaultProtocolClient('miyu', execPath, [path.resolve(project), ...folder]);
  }
}
