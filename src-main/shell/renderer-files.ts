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

/**
 * The built renderer by URL path, `/` being its page. Only what is in here can ever be served, whatever a request
 * asks for. Throws when the folder has no page, or a kind of file that has no content type here.
 */
export async function loadRendererFiles(folder: string): Promise<ReadonlyMap<string, RendererFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const files = new Map<string, RendererFile>();
  for (const name of names) files.set(urlPath(folder, name), await load(name));

  const page = files.get('/index.html');
  if (!page) throw new Error(`There is no built user interface in ${folder} (npm run build makes it).`);
  return files.set('/', page);
}

function urlPath(folder: string, name: string): string {
  return `/${path.relative(folder, name).split(path.sep).join('/')}`;
}

async function load(name: string): Promise<RendererFile> {
  const type = types[path.extname(name)];
  if (!type) throw new Error(`No content type is known for ${name}.`);
  return { type, body: await readFile(name), immutable: path.basename(path.dirname(name)) === 'assets' };
}
