import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { type AfterPackContext, Arch, build, type Configuration, Platform } from 'electron-builder';
import { execute } from '../execute.mjs';
import { fromRoot } from '../root.mjs';
import { faultsOfArchive } from './archive.ts';
import { electronVersion } from './electron.ts';
import { fillStaging } from './staging.ts';
import { PackError, type PackOptions, type Target } from './target.ts';

/** What electron-builder fetches from GitHub for a kind of package, and how else that can be had. */
const fetched: Readonly<Record<string, string>> = {
  AppImage:
    'An AppImage needs a runtime that electron-builder fetches from GitHub; APPIMAGE_TOOLS_PATH names a folder that has it.',
  deb: 'Without dpkg-deb, electron-builder fetches fpm from GitHub; USE_SYSTEM_FPM=true takes the one of the system.',
  nsis: 'The Windows installer needs makensis and its plugins, which electron-builder fetches from GitHub.',
  dmg: 'A .dmg needs tools that electron-builder fetches from GitHub.',
};

/** How it is told that a place cannot be reached. */
const unreached = /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|fetch failed|status code/i;

/**
 * Packs what is built in out/ for a target, from a folder of its own outside the project.
 * @param electron Electron for the target: a folder or a zip
 * @returns the files that were made; for `dir` none, the app's folder lies in the output folder
 * @throws PackError when something that is needed cannot be had, or the archive holds what it must not
 */
export async function pack(
  { target, kinds, maintainer, output }: Omit<PackOptions, 'electron'>,
  electron: string,
): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'miyu-pack-'));
  try {
    const staging = path.join(folder, 'app');
    const packages = await fillStaging(staging, target);
    if (kinds.includes('deb')) await preferDpkg(path.join(folder, 'fpm'));
    return await build({
      projectDir: staging,
      targets: platformOf(target).createTarget([...kinds], target.arch === 'x64' ? Arch.x64 : Arch.arm64),
      publish: 'never',
      config: {
        extends: fromRoot('electron-builder.yml'),
        directories: { output: path.resolve(output ?? fromRoot('dist')) },
        electronVersion,
        electronDist: path.resolve(electron),
        linux: { maintainer },
        afterExtract: ({ appOutDir }) => removeDefaultApp(appOutDir),
        afterPack: (context) => checkArchive(context, target, packages),
      } satisfies Configuration,
    });
  } catch (error) {
    throw explained(error, kinds);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function platformOf({ system }: Target): Platform {
  return { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC }[system];
}

/** Runs when the app's folder is complete, before anything is made of it. */
async function checkArchive(context: AfterPackContext, target: Target, packages: ReadonlySet<string>): Promise<void> {
  const resources = context.packager.getResourcesDir(context.appOutDir);
  const faults = faultsOfArchive(path.join(resources, 'app.asar'), { target, packages });
  if (faults.length > 0) throw new PackError(`The package is not as it must be:\n${faults.join('\n')}`);
}

/** The app that Electron shows when it has none; electron-builder leaves it where Electron was there already. */
async function removeDefaultApp(appOutDir: string): Promise<void> {
  for (const resources of ['resources', 'Electron.app/Contents/Resources'])
    await rm(path.join(appOutDir, resources, 'default_app.asar'), { force: true });
}

/** Has electron-builder call dpkg-deb where that is installed. Otherwise electron-builder downloads a tool. */
async function preferDpkg(script: string): Promise<void> {
  const { code } = await execute('dpkg-deb', ['--version']).catch(() => ({ code: undefined }));
  if (code !== 0 || process.env.USE_SYSTEM_FPM) return;
  await writeFile(script, `#!/bin/sh\nexec '${process.execPath}' '${fromRoot('scripts/pack/deb.ts')}' "$@"\n`);
  await chmod(script, 0o755);
  process.env.CUSTOM_FPM_PATH = script;
}

/** What failed, and what a kind of package needs that may not have been reached. */
function explained(error: unknown, kinds: readonly string[]): PackError {
  if (error instanceof PackError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const hints = unreached.test(reason) ? kinds.flatMap((kind) => fetched[kind] ?? []) : [];
  return new PackError([`${kinds.join(', ')} could not be made: ${reason}`, ...hints].join('\n'));
}

/** The folder that electron-builder makes for a target in the output folder. */
export function appFolderOf(target: Target): string {
  const arch = target.arch === 'x64' ? '' : `-${target.arch}`;
  return { linux: `linux${arch}-unpacked`, win32: `win${arch}-unpacked`, darwin: `mac${arch}` }[target.system];
}
