import { protocol } from 'electron';
import { fileHeaders } from '../shell/headers.ts';
import { loadRendererFiles } from '../shell/renderer-files.ts';

/** Where the UI lives: a scheme of our own instead of file:, whose pages could read every file of the disk. */
export const pageOrigin = 'app://miyu';
export const pageUrl = `${pageOrigin}/`;

/** Must run before the app is ready. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built renderer, and nothing else, under the app scheme. */
export async function servePage(folder: string): Promise<void> {
  const files = await loadRendererFiles(folder);
  protocol.handle('app', (request) => {
    const { host, pathname } = new URL(request.url);
    const file = host === 'miyu' && request.method === 'GET' ? files.get(pathname) : undefined;
    if (!file) return new Response(null, { status: 404 });
    return new Response(file.body, { headers: fileHeaders(file) });
  });
}

/** Whether a document is our page. */
export function isOwnPage(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'app:' && new URL(url).host === 'miyu';
}
