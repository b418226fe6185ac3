import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = path.join(import.meta.dirname, '../..');

interface Rule {
  /** other folders of the project */
  folders: readonly string[];
  /** packages and parts of Node; `node` stands for all of Node */
  packages: readonly string[];
}

/** Who may import whom, as in docs/architecture.md. The first name that fits a file is its folder. */
const rules: Readonly<Record<string, Rule>> = {
  'protocol/system': { folders: [], packages: ['node'] },
  protocol: {
    folders: ['protocol/system'],
    packages: ['node:crypto', 'node:buffer', 'node:net', 'node-forge', 'msgpackr', 'zod'],
  },

  'src-server': {
    folders: ['protocol', 'protocol/system'],
    packages: [
      'node',
      '@signalapp/libsignal-client',
      'aws4fetch',
      'commander',
      'jose',
      'kysely',
      'pino',
      'qrcode',
      'sqlite3',
      'zod',
    ],
  },
  'src-main/contract': { folders: ['protocol'], packages: ['zod'] },
  'src-main/core': {
    folders: ['src-main/contract', 'protocol'],
    packages: [
      'node',
      '@node-rs/argon2',
      '@signalapp/libsignal-client',
      '@signalapp/sqlcipher',
      '@zxcvbn-ts/core',
      '@zxcvbn-ts/language-common',
      'kysely',
      'sharp',
      'zod',
    ],
  },
  'src-main/shell': { folders: ['src-main/contract', 'protocol/system'], packages: ['node', 'zod'] },
  'src-main/electron': {
    folders: ['resources', 'src-main/contract', 'src-main/core', 'src-main/shell', 'protocol/system'],
    packages: ['node', 'electron', 'zod'],
  },
  'src-main/preload': { folders: ['src-main/contract', 'src-main/electron'], packages: ['electron'] },
  'src-main/web': {
    folders: ['src-main/contract', 'src-main/core', 'src-main/shell', 'protocol/system'],
    packages: ['node', 'ws', 'zod'],
  },
  'src-main/cli': {
    folders: ['src-main/contract', 'src-main/core', 'src-main/shell', 'protocol/system'],
    packages: ['node', 'commander', 'zod'],
  },
  'src-renderer': {
    folders: ['src-main/contract', 'resources'],
    packages: [
      'i18next',
      'jsqr',
      'lucide-react',
      'qrcode',
      'radix-ui',
      'react',
      'react-dom',
      'react-i18next',
      'react-virtuoso',
      'zustand',
    ],
  },
};

/** Of folders that others use as one thing. */
const doors = ['protocol/index.ts', 'protocol/system/index.ts'];

interface Import {
  from: string;
  specifier: string;
  /** vanishes when types are taken away */
  typeOnly: boolean;
  line: number;
}

const folders = ['protocol', 'src-server', 'src-main', 'src-renderer', 'scripts', 'test'];
/** All but this one, which has import statements in its texts, and the settings of tools. */
const files = folders
  .flatMap(sourceFiles)
  .filter((file) => file !== 'test/unit/imports.test.ts' && !file.endsWith('.config.ts'));
const imports = files.flatMap(readImports);

describe('imports', () => {
  it('are found in all their forms', () => {
    expect(files.length).toBeGreaterThan(50);
    const source = `
      import type { A } from './type.ts'; import b, { type C } from './value.ts'; export * from './all.ts';
      // import './comment.ts'
      const text = "import './text.ts'"; const late = import('./late.ts');
      new Worker(new URL('./worker.ts', import.meta.url)); export type { D } from './export.ts';`;
    expect(importsOf('x.ts', source).map(({ specifier, typeOnly }) => [specifier, typeOnly])).toEqual([
      ['./type.ts', true],
      ['./value.ts', false],
      ['./all.ts', false],
      ['./export.ts', true],
      ['./late.ts', false],
      ['./worker.ts', false],
    ]);
  });

  it('go only where the table allows', () => {
    expect(imports.filter((one) => !isAllowed(one)).map(describeImport)).toEqual([]);
  });

  it('enter protocol/ and protocol/system/ by their doors', () => {
    const others = imports.filter(({ from, specifier }) => {
      const target = targetOf(from, specifier);
      return !from.startsWith('protocol/') && target?.startsWith('protocol/') && !doors.includes(target);
    });
    expect(others.filter(({ from }) => !from.startsWith('test/')).map(describeImport)).toEqual([]);
  });

  it('take nothing but types from protocol/ into the contract, which the page loads', () => {
    const values = imports.filter(
      ({ from, specifier, typeOnly }) =>
        from.startsWith('src-main/contract/') && targetOf(from, specifier)?.startsWith('protocol/') && !typeOnly,
    );
    expect(values.map(describeImport)).toEqual([]);
  });

  it('name files that exist, and packages that package.json names', () => {
    const known = new Set([...Object.keys(packageJson.dependencies), ...Object.keys(packageJson.devDependencies)]);
    const lost = imports.filter(({ from, specifier }) => {
      const target = targetOf(from, specifier);
      if (target !== undefined) return !existsSync(path.join(root, target.split('?')[0] ?? ''));
      return !isNodeModule(specifier) && !known.has(packageOf(specifier));
    });
    expect(lost.map(describeImport)).toEqual([]);
  });

  it('lead from Electron to the dependencies of package.json, which are packed, and to no other package', () => {
    const reached = filesReachedFrom('src-main/electron/main.ts');
    const packages = imports
      .filter(({ from, specifier, typeOnly }) => reached.has(from) && !typeOnly && !targetOf(from, specifier))
      .map(({ specifier }) => packageOf(specifier))
      .filter((name) => name !== 'electron' && !isNodeModule(name));
    // sharp loads its WebAssembly by itself, where its native library cannot be.
    expect([...new Set([...packages, '@img/sharp-wasm32'])].sort()).toEqual(
      Object.keys(packageJson.dependencies).sort(),
    );
  });

  it('have no cycles', () => {
    expect(findCycles(graph())).toEqual([]);
  });
});

function sourceFiles(folder: string): string[] {
  const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.(ts|tsx|mjs)$/.test(name))
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')));
}

function readImports(file: string): Import[] {
  return importsOf(file, readFileSync(path.join(root, file), 'utf8'));
}

function importsOf(file: string, source: string): Import[] {
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const found = (start: number, specifier: string): Import => ({
    from: file,
    specifier,
    typeOnly: /^(import|export)\s+type\b/.test(source.slice(start)),
    line: source.slice(0, start).split('\n').length,
  });
  const dynamic = module.dynamicImports.flatMap(({ start, moduleRequest }) => {
    const literal = /^'(.*)'$/.exec(source.slice(moduleRequest.start, moduleRequest.end));
    return literal?.[1] === undefined ? [] : [found(start, literal[1])];
  });
  // Worker threads are no imports to a parser; tests have such lines in their texts.
  const workers = file.startsWith('test/') ? [] : source.matchAll(/new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g);
  return [
    ...module.staticImports.map(({ start, moduleRequest }) => found(start, moduleRequest.value)),
    ...module.staticExports.flatMap(({ start, entries }) => {
      const request = entries.find((entry) => entry.moduleRequest)?.moduleRequest;
      return request ? [found(start, request.value)] : [];
    }),
    ...dynamic,
    ...[...workers].map((match) => found(match.index, match[1] ?? '')),
  ];
}

function isAllowed({ from, specifier }: Import): boolean {
  const folder = folderOf(from);
  if (!folder) return true;
  const rule = rules[folder];
  const target = targetOf(from, specifier);
  if (target === undefined) {
    const name = packageOf(specifier);
    return rule?.packages.some((allowed) => allowed === name || (allowed === 'node' && isNodeModule(name))) ?? false;
  }
  if (target === 'package.json') return isAllowed({ from, specifier: 'node:fs', typeOnly: false, line: 0 });
  const targetFolder = folderOf(target) ?? target.split('/')[0] ?? '';
  return targetFolder === folder || (rule?.folders.includes(targetFolder) ?? false);
}

/** The folder of the table that a file belongs to; tests and scripts belong to none, they may import everything. */
function folderOf(file: string): string | undefined {
  return Object.keys(rules).find((folder) => file.startsWith(`${folder}/`));
}

/** The project file that is imported, or undefined for a package. */
function targetOf(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(from), specifier) : undefined;
}

function packageOf(specifier: string): string {
  return isNodeModule(specifier) ? specifier : specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function isNodeModule(specifier: string): boolean {
  return specifier.startsWith('node:') && isBuiltin(specifier);
}

/** What loads what. Types may refer to each other: nothing of them is there when a program runs. */
function graph(): Map<string, string[]> {
  const edges = new Map<string, string[]>(files.map((file) => [file, []]));
  for (const { from, specifier, typeOnly } of imports) {
    const target = targetOf(from, specifier);
    if (!typeOnly && target !== undefined && edges.has(target)) edges.get(from)?.push(target);
  }
  return edges;
}

/** The file and what it loads, near and far. */
function filesReachedFrom(file: string): Set<string> {
  const edges = graph();
  const reached = new Set([file]);
  for (const from of reached) for (const target of edges.get(from) ?? []) reached.add(target);
  return reached;
}

/** One cycle for each file that leads back to a file above it. */
function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const above: string[] = [];
  const cycles: string[] = [];
  const visit = (file: string) => {
    const start = above.indexOf(file);
    if (start >= 0) cycles.push([...above.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    above.push(file);
    for (const next of edges.get(file) ?? []) visit(next);
    above.pop();
    done.add(file);
  };
  for (const file of edges.keys()) visit(file);
  return cycles;
}

function describeImport({ from, line, specifier }: Import): string {
  return `${from}:${line} ${specifier}`;
}
