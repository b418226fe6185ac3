import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { downloadArtifact } from '@electron/get';
import checksums from 'electron/checksums.json' with { type: 'json' };
import manifest from 'electron/package.json' with { type: 'json' };
import { fromRoot } from '../root.mjs';
import { nameOf, PackError, type Target } from './target.ts';

export const electronVersion = manifest.version;

/**
 * Electron for a target, as a folder or a zip: `given`, what `npm start` has fetched already, or fetched now.
 * What is fetched is held against the digests in Electron's own package.
 */
export async function electronFor(target: Target, given: string | undefined): Promise<string> {
  if (given !== undefined) {
    if (existsSync(given)) return given;
    throw new PackError(`There is no Electron in ${given}.`);
  }
  return installedElectron(target) ?? fetchElectron(target);
}

function installedElectron({ system, arch }: Target): string | undefined {
  const folder = fromRoot('node_modules/electron/dist');
  const isThere = existsSync(`${folder}/version`) && existsSync(fromRoot('node_modules/electron/path.txt'));
  if (!isThere || system !== process.platform || arch !== process.arch) return undefined;
  return readFileSync(`${folder}/version`, 'utf8').trim().replace(/^v/, '') === electronVersion ? folder : undefined;
}

async function fetchElectron(target: Target): Promise<string> {
  const { system: platform, arch } = target;
  console.log(`Fetching Electron ${electronVersion} for ${nameOf(target)} (about 110 MB, once) …`);
  try {
    return await downloadArtifact({ version: electronVersion, artifactName: 'electron', platform, arch, checksums });
  } catch (error) {
    throw new PackError(
      `Electron ${electronVersion} for ${nameOf(target)} cannot be fetched: ${reasonOf(error)}\n` +
        'ELECTRON_MIRROR=ADDRESS/ names another place that has it; --electron FOLDER names one that is here already.',
    );
  }
}

/** What fetch itself says is "fetch failed"; why is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
