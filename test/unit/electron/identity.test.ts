import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { pinIdentity } from '../../../src-main/electron/identity.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function fakeApp(appData: string) {
  return { getPath: () => appData, setPath: vi.fn(), setAppUserModelId: vi.fn() };
}

it('keeps everything where it always was, whatever the product is called', async () => {
  const appData = await temporaryFolder();
  const app = fakeApp(appData);
  pinIdentity(app, undefined);
  expect(app.setPath.mock.calls).toEqual([['userData', path.join(appData, 'miyu')]]);
  // the keychain's entry is called after it
  expect(packageJson.productName).toBe('Miyu');
});

it('has the name on Windows that the shortcut of the installer has', async () => {
  const named = (platform: NodeJS.Platform, folder: string) => {
    const app = fakeApp('/nowhere');
    pinIdentity(app, folder, platform);
    return app.setAppUserModelId.mock.calls;
  };
  const folder = await temporaryFolder();
  expect(named('win32', folder)).toEqual([['org.miyu.desktop']]);
  expect(named('linux', folder)).toEqual([]);
});

it('keeps everything in the folder that was asked for', async () => {
  const folder = path.join(await temporaryFolder(), 'new');
  const app = fakeApp('/nowhere');
  pinIdentity(app, folder);
  expect(app.setPath.mock.calls).toEqual([['userData', folder]]);
  expect(existsSync(folder)).toBe(true);
});
