import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import lock from '../../../package-lock.json' with { type: 'json' };
import { execute } from '../../../scripts/execute.mjs';
import { lockFor } from '../../../scripts/pack/staging.ts';
import { PackError, readPackOptions } from '../../../scripts/pack/target.ts';
import { fromRoot } from '../../../scripts/root.mjs';
import { describeUnless } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('what npm run pack is asked for', () => {
  it.each([
    ['', 'linux', 'x64', { target: { system: 'linux', arch: 'x64' }, kinds: ['deb'] }],
    ['', 'win32', 'arm64', { target: { system: 'win32', arch: 'arm64' }, kinds: ['nsis'] }],
    ['', 'darwin', 'arm64', { target: { system: 'darwin', arch: 'arm64' }, kinds: ['dmg'] }],
    ['--linux --arm64 dir DEB', 'linux', 'x64', { target: { system: 'linux', arch: 'arm64' }, kinds: ['dir', 'deb'] }],
    ['--win appimage', 'linux', 'x64', /"appimage" is none of nsis, dir/],
    ['--win --x64 nsis', 'linux', 'arm64', { target: { system: 'win32', arch: 'x64' }, kinds: ['nsis'] }],
    ['appimage', 'linux', 'x64', { kinds: ['AppImage'] }],
    ['--electron /e --output /o', 'linux', 'x64', { electron: '/e', output: '/o' }],
    ['--mac', 'linux', 'x64', /can be made on macOS only/],
    ['', 'linux', 'arm', /exist for x64 and arm64, not for arm/],
    ['', 'freebsd', 'x64', /no packages for freebsd/],
    ['--linux --win', 'linux', 'x64', /One system at a time/],
    ['--x64 --arm64', 'linux', 'x64', /One kind of processor at a time/],
    ['--lunix', 'linux', 'x64', /--lunix/],
  ] as const)('%s on %s %s', (line, host, arch, expected) => {
    const read = () => readPackOptions(line.split(' ').filter(Boolean), host, arch);
    if (expected instanceof RegExp) expect(messageOf(read)).toMatch(expected);
    else expect(read()).toMatchObject(expected);
  });
});

describe('the packages that are packed', () => {
  const packages = Object.entries(lockFor(lock).packages);
  const names = packages.map(([key]) => key);

  it('are those that Electron needs, with all their own', () => {
    for (const name of Object.keys(packageJson.dependencies)) expect(names).toContain(`node_modules/${name}`);
    expect(names).toContain('node_modules/@node-rs/argon2-linux-x64-gnu');
    expect(names).toContain('node_modules/@node-rs/argon2-win32-arm64-msvc');
  });

  it('are neither those of the page, the server and the command line, nor Node itself', () => {
    const others = [...Object.keys(packageJson.devDependencies), ...Object.keys(packageJson.optionalDependencies)];
    expect(names.filter((name) => others.includes(name.replace('node_modules/', '')))).toEqual([]);
    expect(packages.filter(([, entry]) => entry.dev)).toEqual([]);
  });
});

describe('electron-builder.yml', () => {
  it('has one list of files for all systems: one of exclusions alone takes in the whole folder', async () => {
    const lines = (await readFile(fromRoot('electron-builder.yml'), 'utf8')).split('\n');
    expect(lines.filter((line) => /^\s*files:/.test(line))).toEqual(['files:']);
  });

  it('names icons, entitlements and scripts that are there', async () => {
    const text = await readFile(fromRoot('electron-builder.yml'), 'utf8');
    const files = [...text.matchAll(/: (resources\/\S+)$/gm)].map((match) => match[1] ?? '');
    expect(files).toEqual(expect.arrayContaining(['resources/package/installer.nsh', 'resources/icon/icon.icns']));
    for (const file of files) expect((await stat(fromRoot(file))).size, file).toBeGreaterThan(0);
  });

  it('asks macOS for microphone and camera, with reasons in both languages', async () => {
    const entitlements = await readFile(fromRoot('resources/package/entitlements.mac.plist'), 'utf8');
    const text = await readFile(fromRoot('electron-builder.yml'), 'utf8');
    for (const [device, key] of [
      ['audio-input', 'NSMicrophoneUsageDescription'],
      ['camera', 'NSCameraUsageDescription'],
    ]) {
      expect(entitlements).toMatch(new RegExp(`<key>com\\.apple\\.security\\.device\\.${device}</key>\\s*<true/>`));
      expect(text).toMatch(new RegExp(`^    ${key}: Miyu .*\\p{Script=Han}`, 'mu'));
    }
  });

  it('gives the deb the C library that its native packages need, and one name to window and desktop file', async () => {
    const text = await readFile(fromRoot('electron-builder.yml'), 'utf8');
    expect(text).toContain('    - libc6 (>= 2.34)\n');
    expect(text).toContain('  syncDesktopName: true\n');
    expect(packageJson.desktopName).toBe('org.miyu.desktop.desktop');
  });
});

const dpkg = await execute('dpkg-deb', ['--version']).catch(() => ({ code: undefined }));
const dpkgMissing = dpkg.code === 0 ? undefined : 'dpkg-deb is not installed';

describeUnless(dpkgMissing, 'a .deb that is made from the arguments for fpm', () => {
  it('has the files, the scripts and what it depends on', async () => {
    const folder = await temporaryFolder();
    const app = path.join(folder, 'app');
    await mkdir(path.join(app, 'resources'), { recursive: true });
    await writeFile(path.join(app, 'miyu'), 'program');
    await chmod(path.join(app, 'miyu'), 0o755);
    await writeFile(path.join(app, 'resources/app.asar'), 'x'.repeat(5000));
    for (const name of ['install', 'remove', 'miyu.desktop']) await writeFile(path.join(folder, name), `#!${name}`);
    const deb = path.join(folder, 'miyu.deb');

    const { code, output } = await execute(process.execPath, [
      fromRoot('scripts/pack/deb.ts'),
      ...'-s dir --force -t deb -d libnss3 --deb-recommends tray --deb-compression gzip --architecture amd64'.split(
        ' ',
      ),
      ...['-d', 'libc6 (>= 2.34)', '--maintainer', 'The authors <nobody@miyu.invalid>', '--name', 'miyu'],
      ...['--after-install', path.join(folder, 'install'), '--after-remove', path.join(folder, 'remove')],
      ...['--description', 'Short\n 密语: long\n', '--version', '0.1.0', '--package', deb, '--vendor', 'v'],
      ...['--url', 'https://miyu.invalid', '--deb-priority', 'optional', '--license', 'AGPL-3.0-only'],
      `${app}/=/opt/Miyu`,
      `${path.join(folder, 'miyu.desktop')}=/usr/share/applications/org.miyu.desktop.desktop`,
    ]);
    expect({ code, output }).toEqual({ code: 0, output: '' });

    const field = async (name: string) => (await execute('dpkg-deb', ['--field', deb, name])).output.trimEnd();
    expect(await field('Depends')).toBe('libnss3, libc6 (>= 2.34)');
    expect(await field('Recommends')).toBe('tray');
    expect(await field('Maintainer')).toBe('The authors <nobody@miyu.invalid>');
    expect(await field('Description')).toBe('Short\n 密语: long');
    expect(Number(await field('Installed-Size'))).toBe(5);

    const out = path.join(folder, 'out');
    await execute('dpkg-deb', ['--raw-extract', deb, out]);
    expect(await readFile(path.join(out, 'opt/Miyu/miyu'), 'utf8')).toBe('program');
    expect((await stat(path.join(out, 'opt/Miyu/miyu'))).mode & 0o777).toBe(0o755);
    expect(await readFile(path.join(out, 'usr/share/applications/org.miyu.desktop.desktop'), 'utf8')).toMatch(/^#!/);
    expect(await readFile(path.join(out, 'DEBIAN/postinst'), 'utf8')).toBe('#!install');
    expect((await stat(path.join(out, 'DEBIAN/postrm'))).mode & 0o777).toBe(0o755);
  });
});

function messageOf(read: () => unknown): string {
  try {
    read();
    return 'nothing was thrown';
  } catch (error) {
    return error instanceof PackError ? error.message : 'another error';
  }
}
