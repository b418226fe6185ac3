// What package-lock.json asks for on a machine, and whether it is there.

/**
 * Whether what npm last wrote about node_modules is what the lock asks for on this machine.
 * @param {string} lockText package-lock.json
 * @param {string | undefined} installedText node_modules/.package-lock.json
 * @param {import('../machine.mjs').Machine} machine
 */
export function isInstalled(lockText, installedText, machine) {
  const installed = readPackages(installedText);
  if (!installed) return false;
  const wanted = JSON.parse(lockText).packages;
  return [...packagesFor(wanted, machine)].every((path) => installed[path]?.version === wanted[path].version);
}

/** Undefined where npm was cut off while it wrote. */
function readPackages(text = '') {
  try {
    return JSON.parse(text).packages;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The places of all packages that this machine needs: found from the project on, by what each one asks for. */
function packagesFor(packages, machine) {
  const needed = new Set();
  const visit = (path) => {
    for (const name of asked(packages[path])) {
      const found = nearest(packages, path, name);
      if (found === undefined || needed.has(found) || !fits(packages[found], machine)) continue;
      needed.add(found);
      visit(found);
    }
  };
  visit('');
  return needed;
}

function asked({ dependencies, devDependencies, optionalDependencies, peerDependencies, peerDependenciesMeta = {} }) {
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta[name]?.optional);
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).concat(peers);
}

/** Where Node looks for a package: beside what asks for it, then further up. */
function nearest(packages, from, name) {
  const path = `${from}${from && '/'}node_modules/${name}`;
  if (path in packages) return path;
  if (from === '') return undefined;
  return nearest(packages, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
}

/** As npm decides it: a package names the systems that it is for, or with `!` those that it is not for. */
function fits({ os, cpu, libc }, machine) {
  return allows(os, machine.platform) && allows(cpu, machine.arch) && allows(libc, machine.libc);
}

function allows(list = [], value) {
  const names = [list].flat();
  const allowed = names.filter((name) => !name.startsWith('!'));
  return !names.includes(`!${value}`) && (allowed.length === 0 || allowed.includes(value));
}
