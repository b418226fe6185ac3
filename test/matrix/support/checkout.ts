import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { execute } from '../../../scripts/execute.mjs';

/** Whether a copy has the packages, as hard links, or none. */
export type Modules = 'linked' | 'none';

/** Copies the files that git knows or would take, packages as hard links, makes a repository of them, builds the client. */
export async function prepareCheckout(project: string, checkout: string): Promise<void> {
  await copyFiles(project, checkout, await filesOf(project));
  await commitAll(checkout);
  await linkPackages(project, checkout);
  const build = "await (await import('./scripts/client-build.ts')).buildClient()";
  await runTool(process.execPath, ['--input-type=module', '-e', build], checkout);
}

/** A copy of its own of a checkout. Whoever changes a file in its packages must delete it first: it may be a link. */
export async function copyCheckout(from: string, to: string, modules: Modules): Promise<void> {
  await mkdir(to, { recursive: true });
  const names = (await readdir(from)).filter((name) => name !== 'node_modules');
  await runTool('cp', ['-a', ...names.map((name) => path.join(from, name)), to]);
  if (modules === 'linked') await linkPackages(from, to);
}

async function filesOf(project: string): Promise<string[]> {
  const listed = await runTool('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], project);
  const deleted = await runTool('git', ['ls-files', '-z', '--deleted'], project);
  const gone = new Set(deleted.split('\0'));
  return listed.split('\0').filter((file) => file !== '' && !gone.has(file));
}

async function copyFiles(from: string, to: string, files: readonly string[]): Promise<void> {
  const folders = new Set(files.map((file) => path.dirname(file)));
  for (const folder of folders) await mkdir(path.join(to, folder), { recursive: true });
  await Promise.all(files.map((file) => copyFile(path.join(from, file), path.join(to, file))));
}

/** A repository that others can be cloned from, with what is here now, committed or not. */
async function commitAll(checkout: string): Promise<void> {
  const who = ['-c', 'user.name=Matrix', '-c', 'user.email=matrix@example.org', '-c', 'commit.gpgsign=false'];
  await runTool('git', ['init', '-q'], checkout);
  await runTool('git', ['-c', 'core.autocrlf=false', 'add', '-A'], checkout);
  await runTool('git', [...who, 'commit', '-q', '--no-verify', '-m', 'Everything'], checkout);
}

/**
 * Gives a checkout the packages of another one, as hard links. What is written in place, below names with a dot, becomes
 * a file of its own or is left out.
 */
export async function linkPackages(fromCheckout: string, toCheckout: string): Promise<void> {
  const [from, to] = [path.join(fromCheckout, 'node_modules'), path.join(toCheckout, 'node_modules')];
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true });
  const own = entries.filter((entry) => entry.name.startsWith('.') && entry.isFile());
  for (const { name } of own) await copyFile(path.join(from, name), path.join(to, name));
  const linked = entries.map(({ name }) => name).filter((name) => !name.startsWith('.') || name === '.bin');
  const paths = linked.map((name) => path.join(from, name));
  await runTool('cp', ['-al', ...paths, to]).catch(async () => {
    // Another file system: no links go there.
    for (const name of linked) await rm(path.join(to, name), { recursive: true, force: true });
    await runTool('cp', ['-a', ...paths, to]);
  });
}

/** @returns what it printed; rejects with that when it fails */
async function runTool(command: string, args: readonly string[], cwd?: string): Promise<string> {
  const { code, output } = await execute(command, [...args], { cwd });
  if (code !== 0) throw new Error(`${command} ${args.slice(0, 4).join(' ')} …\n${output}`);
  return output;
}
