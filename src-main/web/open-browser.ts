import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';

/** Opens a page in the system's browser. False where there is none to be seen: no screen, or no program to ask. */
export async function openInBrowser(url: string): Promise<boolean> {
  const opener = systemOpener();
  if (!opener) return false;
  const [command, ...args] = opener;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.unref();
  // What the opener does afterwards, and for how long it stays, is not known: that it started is what counts.
  return once(child, 'spawn').then(
    () => true,
    () => false,
  );
}

function systemOpener(): [string, ...string[]] | undefined {
  switch (process.platform) {
    case 'darwin':
      return ['open'];
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler'];
    default: {
      const hasScreen = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
      return hasScreen ? ['xdg-open'] : undefined;
    }
  }
}
