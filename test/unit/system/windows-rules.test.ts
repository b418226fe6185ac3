import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/*
 * Two things work everywhere but on Windows: synchronising what was opened for reading, which fails always, and renaming or
 * deleting in one try, which fails when a virus scanner looks at the file.
 */

const root = path.join(import.meta.dirname, '../../..');
const OPENING = /(?:await|=) open(?:Sync)?\(((?:[^()]|\([^()]*\))*)\)/g;
const SYNCHRONISING = /\.(?:data)?sync\(\)|\bf(?:data)?sync(?:Sync)?\(/g;

/** The calls that synchronise what the nearest opening before them opened for reading. */
function wrongSyncs(source: string): string[] {
  return [...source.matchAll(SYNCHRONISING)].flatMap((sync) => {
    const opening = [...source.slice(0, sync.index).matchAll(OPENING)].at(-1);
    if (opening?.[1] === undefined) return [];
    const [, flags = "'r'"] = opening[1].replaceAll(/\([^()]*\)/g, '').split(',');
    return flags.trim() === "'r'" ? [`${opening[0]} … ${sync[0]}`] : [];
  });
}

/** What is taken from node:fs to rename or delete in one try. */
function impatient(source: string): string[] {
  const imports = source.matchAll(/^import \{([^}]*)\} from 'node:fs(?:\/promises)?'/gm);
  const names = [...imports].flatMap(([, list = '']) => list.split(',').map((name) => name.trim().split(' ')[0] ?? ''));
  return names.filter((name) => /^(rename|rm|rmdir|unlink)(Sync)?$/.test(name));
}

function findIn(folders: readonly string[], find: (source: string) => string[]): string[] {
  return folders.flatMap((folder) => {
    const files = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => file.endsWith('.ts'));
    expect(sources).not.toEqual([]);
    return sources.flatMap((file) => {
      const found = find(readFileSync(path.join(root, folder, file), 'utf8'));
      return found.map((what) => `${folder}/${file.replaceAll('\\', '/')}: ${what}`);
    });
  });
}

const programs = ['protocol', 'src-server', 'src-main'];

describe('synchronising what is open for reading', () => {
  it.each([
    ["const file = await open(path, 'r');\nawait file.sync();", 1],
    ["const file = await open(join(folder, 'a'), 'r');\nawait file.datasync();", 1],
    ['const file = await open(path);\nawait file.sync();', 1],
    ["const file = openSync(path, 'r');\nfsyncSync(file);", 1],
    ["const file = await open(path, 'r+');\nawait file.sync();", 0],
    ["const file = await open(path, 'wx', 0o600);\nawait file.sync();", 0],
    ['const file = await open(path, OPEN_OR_CREATE, 0o600);\nawait file.sync();', 0],
  ])('is seen in %j', (source, found) => {
    expect(wrongSyncs(source)).toHaveLength(found);
  });

  it('happens to folders only, which Windows is not asked to open', () => {
    expect(findIn(programs, wrongSyncs)).toEqual([
      "protocol/system/private-file.ts: await open(folder, 'r') … .sync()",
    ]);
  });
});

it('renames and deletes patiently, or where a failure is waited for in another way', () => {
  expect(findIn(programs, impatient).toSorted()).toEqual([
    'protocol/system/held-files.ts: rename',
    'protocol/system/held-files.ts: rm',
    // what cannot be deleted now is deleted later
    'src-main/core/attachments/received-folder.ts: rm',
    // tried again with the next line
    'src-main/electron/log-file.ts: renameSync',
  ]);
});
