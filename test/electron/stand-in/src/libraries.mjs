// A second GLib beside the one of Electron: objects that one of them has made are freed by the other, and the process dies.
import { readFileSync, readlinkSync } from 'node:fs';

const marks = ['g_object_new\0', 'vips_init\0'];

/**
 * The libraries that bring GLib's objects along, of those that are mapped.
 * @param {string} maps the text of /proc/PID/maps
 * @param {string} [program] the process's own, which is not looked at
 * @returns {string[]}
 */
export function librariesWithGlib(maps, program = '') {
  const files = new Set([...maps.matchAll(/^\S+ \S+ \S+ \S+ \S+ +(\/.*)$/gm)].map(([, file]) => file));
  files.delete(program);
  return [...files].filter((file) => /libvips|libgobject/.test(file) || holdsMark(file));
}

/** @param {string} file */
function holdsMark(file) {
  if (!/\.(so|node)\b/.test(file)) return false;
  const bytes = readFileSync(file);
  return marks.some((mark) => bytes.includes(mark));
}

/** Those in this process; none where the system does not tell (only Linux does). */
export function ownLibrariesWithGlib() {
  if (process.platform !== 'linux') return [];
  return librariesWithGlib(readFileSync('/proc/self/maps', 'utf8'), readlinkSync('/proc/self/exe'));
}
