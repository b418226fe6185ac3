import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * An absolute path below the project's folder.
 * @param {string[]} parts
 */
export function fromRoot(...parts) {
  return path.join(root, ...parts);
}
