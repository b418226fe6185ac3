// Makes a .deb with dpkg-deb from the arguments that electron-builder gives to fpm, which is not to be had everywhere.
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execute } from '../execute.mjs';

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    source: { ...text, short: 's' },
    target: { ...text, short: 't' },
    depends: { ...text, short: 'd', multiple: true },
    'deb-recommends': { ...text, multiple: true },
    'deb-compression': text,
    'deb-priority': text,
    architecture: text,
    'after-install': text,
    'after-remove': text,
    description: text,
    version: text,
    package: text,
    name: text,
    maintainer: text,
    vendor: text,
    url: text,
    license: text,
    force: { type: 'boolean' },
  },
});

const root = await mkdtemp(path.join(tmpdir(), 'miyu-deb-'));
try {
  await chmod(root, 0o755);
  for (const mapping of positionals) await place(mapping);
  await writeControl();
  const compression = `-Z${values['deb-compression'] ?? 'xz'}`;
  const args = ['--root-owner-group', compression, '--build', root, needed('package')];
  const { code, output } = await execute('dpkg-deb', args);
  if (code !== 0) throw new Error(output);
} finally {
  await rm(root, { recursive: true });
}

/** `from/=to` copies what is in a folder, `from=to` a file. */
async function place(mapping: string): Promise<void> {
  const [from, to] = mapping.split('=', 2);
  if (!from || !to) throw new Error(`${mapping} is no mapping`);
  const destination = path.join(root, to);
  await mkdir(path.dirname(destination), { recursive: true });
  await cp(from, destination, { recursive: true, verbatimSymlinks: true });
  if (!(await stat(from)).isDirectory()) await chmod(destination, 0o644);
}

async function writeControl(): Promise<void> {
  const folder = path.join(root, 'DEBIAN');
  await mkdir(folder, { mode: 0o755 });
  await writeFile(path.join(folder, 'control'), control(await installedKilobytes()));
  for (const [option, name] of [
    ['after-install', 'postinst'],
    ['after-remove', 'postrm'],
  ] as const) {
    await writeFile(path.join(folder, name), await readFile(needed(option)), { mode: 0o755 });
  }
}

function control(kilobytes: number): string {
  const fields = {
    Package: needed('name'),
    Version: needed('version'),
    License: values.license,
    Vendor: values.vendor,
    Architecture: needed('architecture'),
    Maintainer: needed('maintainer'),
    'Installed-Size': String(kilobytes),
    Depends: values.depends?.join(', '),
    Recommends: values['deb-recommends']?.join(', '),
    Section: 'net',
    Priority: values['deb-priority'],
    Homepage: values.url,
    Description: foldedDescription(needed('description')),
  };
  const lines = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : `${name}: ${value}`));
  return `${lines.join('\n')}\n`;
}

/** The first line is the summary; the others begin with a space. */
function foldedDescription(description: string): string {
  const [summary = '', ...more] = description.split('\n').map((line) => line.trim());
  return [summary, ...more.filter((line) => line !== '').map((line) => ` ${line}`)].join('\n');
}

async function installedKilobytes(): Promise<number> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (entry) => (await stat(path.join(entry.parentPath, entry.name))).size),
  );
  return Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1024);
}

function needed(name: Exclude<keyof typeof values, 'depends' | 'deb-recommends' | 'force'>): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}
