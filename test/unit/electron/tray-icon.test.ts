import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { fromRoot } from '../../../scripts/root.mjs';
import { trayIcon } from '../../../src-main/electron/tray-icon.ts';

it.each([
  ['darwin', 'trayTemplate.png', ['trayTemplate@2x.png']],
  ['win32', 'tray.ico', []],
  ['linux', 'tray.png', ['tray@2x.png']],
] as const)('shows on %s the icon %s, which is there with its larger one', (platform, name, larger) => {
  expect(trayIcon(platform)).toBe(name);
  for (const file of [name, ...larger])
    expect(existsSync(path.join(fromRoot('resources/icon'), file)), file).toBe(true);
});
