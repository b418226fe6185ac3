import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { chromiumMissing, describeUnless } from '../../../support/needs.ts';
import { launch } from '../index.mjs';
import { launchProbe, writeProbe } from './probe.ts';

describeUnless(chromiumMissing, 'a packed app', () => {
  it('knows that it is one, and where its parts lie', async () => {
    const app = await launchProbe({ packed: true, args: ['--folder=x'] });
    await app.firstWindow();
    const { isPackaged, folder, exe, resources, execPath, isDefaultApp, args } = await app.evaluate(({ app }) => ({
      isPackaged: app.isPackaged,
      folder: app.getAppPath(),
      exe: app.getPath('exe'),
      resources: process.resourcesPath,
      execPath: process.execPath,
      isDefaultApp: process.defaultApp,
      args: process.argv,
    }));
    expect({ isPackaged, isDefaultApp }).toEqual({ isPackaged: true, isDefaultApp: undefined });
    expect(path.relative(resources, folder)).toBe('app');
    expect(path.relative(resources, execPath)).toBe('../probe');
    expect({ exe, args }).toEqual({ exe: execPath, args: [execPath, '--folder=x'] });
    await app.close();
  });

  it('may not write to its own folder', async () => {
    const app = await launchProbe({ packed: true }, "require('node:fs').writeFileSync(__dirname + '/cache', '');");
    await expect(app.close()).rejects.toThrow(/packed: the app wrote to its own folder: cache/);
  });

  it('may not find packages above its folder, nor start with another script', async () => {
    const main = await writeProbe();
    await mkdir(path.join(path.dirname(main), '../../node_modules'));
    await expect(launch({ main, packed: true })).rejects.toThrow('a packed app would find packages in');
    const other = path.join(path.dirname(main), 'other.cjs');
    await copyFile(main, other);
    await expect(launch({ main: other, packed: true })).rejects.toThrow('package.json starts main.cjs');
  });
});
