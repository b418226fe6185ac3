import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface RendererFile {
  type: string;
  body: Buffer<ArrayBuffer>;
  /** its name changes with its content */
  immutable: boolean;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** What file managers of Windows leave in every folder; those of macOS and others begin with a dot. */
const leavings = ['desktop.ini', 'thumbs.db'];

/**
 * The built renderer by URL path, `/` being its page. Only what is in here can ever be served, whatever a request
 * asks for. What file managers leave is skipped, and what has no content type here is told.
 * @throws when the folder has no page
 */
export async function loadRendererFiles(
  folder: string,
  tell: (line: string) => void = console.error,
): Promise<ReadonlyMap<string, RendererFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const files = new Map<string, RendererFile>();
  for (const name of names.filter((each) => !isLeaving(folder, each))) {
    const file = await load(name);
    if (file) files.set(urlPath(folder, name), file);
    else tell(`${name} is left out: no content type is known for it.`);
  }

  const page = files.get('/index.html');
  if (!page) throw new Error(`There is no built user interface in ${folder} (npm run build makes it).`);
  return files.set('/', page);
}

function urlPath(folder: string, name: string): string {
  return `/${path.relative(folder, name).split(path.sep).join('/')}`;
}

function isLeaving(folder: string, name: string): boolean {
  const parts = path.relative(folder, name).split(path.sep);
  return parts.some((part) => part.startsWith('.') || leavings.includes(part.toLowerCase()));
}

async function load(name: string): Promise<RendererFile | undefined> {
  const type = types[path.extname(name)];
  if (!type) return undefined;
  return { type, body: await readFile(name), immutable: path.basename(path.dirname(name)) === 'assets' };
}
