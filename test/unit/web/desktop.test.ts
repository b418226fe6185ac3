import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ContractError } from '../../../src-main/contract/errors.ts';
import { type Desktop, desktopOf, openerOf, openInBrowser } from '../../../src-main/web/desktop.ts';
import { describeUnless, noUnix } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it.each([
  ['linux', {}, undefined],
  ['linux', { DISPLAY: ':0' }, ['xdg-open', '/in/a b.txt']],
  ['freebsd', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', '/in/a b.txt']],
  ['darwin', {}, ['open', '/in/a b.txt']],
  ['win32', {}, ['explorer', '"/in/a b.txt"']],
] as const)('opens files on %s with %j by %j', (platform, env, expected) => {
  expect(desktopOf({ platform, env })?.file('/in/a b.txt')).toEqual(expected);
});

it.each([
  ['linux', ['xdg-open', '/in']],
  ['darwin', ['open', '-R', '/in/a.txt']],
  ['win32', ['explorer', '/select,"/in/a.txt"']],
] as const)('shows files in their folders on %s by %j', (platform, expected) => {
  expect(desktopOf({ platform, env: { DISPLAY: ':0' } })?.inFolder('/in/a.txt')).toEqual(expected);
});

describeUnless(noUnix, 'the opener', () => {
  it('starts the program of the desktop', async () => {
    const folder = await temporaryFolder();
    const program = path.join(folder, 'program');
    await writeFile(program, `#!/bin/sh\nprintf '%s' "$*" > '${folder}/new' && mv '${folder}/new' '${folder}/asked'\n`);
    await chmod(program, 0o700);
    const desktop: Desktop = {
      file: (file) => [program, 'file', file],
      inFolder: (file) => [program, 'folder', file],
    };
    const asked = () => readFile(path.join(folder, 'asked'), 'utf8').catch(() => '');
    const opener = openerOf(desktop);
    await opener.open('/in/a b.txt');
    await expect.poll(asked).toBe('file /in/a b.txt');
    await opener.show('/in/a b.txt');
    await expect.poll(asked).toBe('folder /in/a b.txt');
    expect(await openInBrowser('/in/a page.html', desktop)).toBe(true);
    await expect.poll(asked).toBe('file /in/a page.html');
  });

  it('says when there is no such program', async () => {
    const missing: Desktop = { file: () => ['/no/such'], inFolder: () => ['/no/such'] };
    await expect(openerOf(missing).open('/in/a.txt')).rejects.toEqual(new ContractError('not-opened'));
    expect(await openInBrowser('/in/a.html', missing)).toBe(false);
  });
});

it('says when there is no screen', async () => {
  const none = openerOf(desktopOf({ platform: 'linux', env: {} }));
  await expect(none.show('/in/a.txt')).rejects.toEqual(new ContractError('not-opened'));
});
