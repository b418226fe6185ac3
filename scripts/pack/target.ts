import process from 'node:process';
import { parseArgs } from 'node:util';

export type System = 'linux' | 'win32' | 'darwin';
export type Arch = 'x64' | 'arm64';

/** The kind of machine that a package is for. On Linux always one with glibc. */
export interface Target {
  readonly system: System;
  readonly arch: Arch;
}

export interface PackOptions {
  readonly target: Target;
  /** what to make: `dir` is the app's folder alone */
  readonly kinds: readonly string[];
  /** a folder or zip with Electron for the target, instead of what is fetched */
  readonly electron?: string;
  /** who answers for the package, as `Name <address>` */
  readonly maintainer: string;
  /** the folder that gets the packages */
  readonly output?: string;
}

/** Stands in a package where no maintainer was given. That address is nobody's and never will be. */
export const nobody = 'The Miyu authors <nobody@miyu.invalid>';

/** Told as it is, without a stack: the person can do something about it. */
export class PackError extends Error {}

/** What can be made for each system, what is made by itself first. An AppImage is made when it is asked for only. */
const kindsOf: Readonly<Record<System, readonly [string, ...string[]]>> = {
  linux: ['deb', 'AppImage', 'dir'],
  win32: ['nsis', 'dir'],
  darwin: ['dmg', 'dir'],
};
const systems: Readonly<Record<string, System>> = { linux: 'linux', win: 'win32', mac: 'darwin' };

export const usage = `npm run pack -- [--linux|--win|--mac] [--x64|--arm64] [KIND …] [--electron FOLDER] [--maintainer "NAME <ADDRESS>"] [--output FOLDER]
  KIND  Linux: deb, AppImage, dir   Windows: nsis, dir   macOS: dmg, dir`;

/** @throws PackError for what cannot be understood, or cannot be packed on or for such a machine */
export function readPackOptions(args: readonly string[], host: NodeJS.Platform, hostArch: string): PackOptions {
  const { values, positionals } = parse(args);
  const system = systemOf(values, host);
  const arch = archOf(values, hostArch);
  if (system === 'darwin' && host !== 'darwin') throw new PackError('A package for macOS can be made on macOS only.');
  const kinds = positionals.map((kind) => {
    const known = kindsOf[system].find((name) => name.toLowerCase() === kind.toLowerCase());
    if (!known) throw new PackError(`"${kind}" is none of ${kindsOf[system].join(', ')}.\n${usage}`);
    return known;
  });
  return {
    target: { system, arch },
    kinds: kinds.length > 0 ? kinds : [kindsOf[system][0]],
    maintainer: values.maintainer ?? process.env.MIYU_MAINTAINER ?? nobody,
    ...(values.electron === undefined ? {} : { electron: values.electron }),
    ...(values.output === undefined ? {} : { output: values.output }),
  };
}

function parse(args: readonly string[]) {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        linux: flag,
        win: flag,
        mac: flag,
        x64: flag,
        arm64: flag,
        electron: text,
        maintainer: text,
        output: text,
      },
    });
  } catch (error) {
    throw new PackError(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

function systemOf(values: Readonly<Record<string, unknown>>, host: string): System {
  const [chosen, ...more] = Object.keys(systems).filter((name) => values[name]);
  if (more.length > 0) throw new PackError(`One system at a time.\n${usage}`);
  const system = chosen ? systems[chosen] : Object.values(systems).find((name) => name === host);
  if (!system) throw new PackError(`There are no packages for ${host}.\n${usage}`);
  return system;
}

/** Only where all native parts have been built for it: libsignal's makers leave out 32 bits, for one. */
function archOf(values: { x64?: boolean; arm64?: boolean }, hostArch: string): Arch {
  if (values.x64 && values.arm64) throw new PackError(`One kind of processor at a time.\n${usage}`);
  const arch = values.x64 ? 'x64' : values.arm64 ? 'arm64' : hostArch;
  if (arch === 'x64' || arch === 'arm64') return arch;
  throw new PackError(`The native parts of Miyu exist for x64 and arm64, not for ${arch}.`);
}

/** As in the names of packages and folders: linux-x64. */
export function nameOf({ system, arch }: Target): string {
  return `${system}-${arch}`;
}
