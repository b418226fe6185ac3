import path from 'node:path';
import process from 'node:process';
import { desktopOf } from '../../src-main/web/desktop.ts';

/** Electron has not opened a window; the message is for the person. */
export class ElectronFailure extends Error {
  override readonly name = 'ElectronFailure';
}

interface System {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  getuid?: (() => number) | undefined;
}

/** Why Electron need not be tried, nor downloaded, on this system; undefined where it may open a window. */
export function whyNoElectron({ platform, env, getuid }: System = process): string | undefined {
  if (platform !== 'linux') return undefined;
  if (!desktopOf({ platform, env })) return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)';
  if (getuid?.() === 0) return 'it does not run as root: start Miyu as an ordinary user';
  return undefined;
}

/**
 * What to tell of an Electron that ended without a window.
 * @param end how it ended
 * @param stderr what it said last
 * @param program its file
 */
export function explainFailure(end: string, stderr: string, program: string): string {
  const cause = knownCauses.find(({ sign }) => sign.test(stderr));
  const said = stderr.split('\n').filter((line) => line.trim() !== '');
  const reason = cause?.explain(stderr, program) ?? said.slice(-3).join('\n');
  return `${end}${reason === '' ? '' : `\n${reason}`}`;
}

const knownCauses = [
  {
    sign: /setuid_sandbox_host|SUID sandbox helper|No usable sandbox/,
    explain: (_stderr: string, program: string) => {
      const helper = JSON.stringify(path.join(path.dirname(program), 'chrome-sandbox'));
      return (
        'This system keeps programs from building their own sandbox (closed user namespaces, as on Ubuntu since 23.10),\n' +
        'and Miyu does not run its window without one. Either allow Electron its helper:\n' +
        `  sudo chown root:root ${helper} && sudo chmod 4755 ${helper}\n` +
        'or install the deb package of Miyu, which brings a permission of its own.'
      );
    },
  },
  {
    sign: /error while loading shared libraries: ([^:\s]+)/,
    explain: (stderr: string) => {
      const library = /error while loading shared libraries: ([^:\s]+)/.exec(stderr)?.[1];
      return `The system lacks the library ${library}: please install the package that has it.`;
    },
  },
  { sign: /Running as root without --no-sandbox/, explain: () => 'It does not run as root: use an ordinary user.' },
  {
    sign: /Missing X server|cannot open display|Unable to open X display|Failed to connect to Wayland/i,
    explain: () => 'It cannot reach the display.',
  },
];
