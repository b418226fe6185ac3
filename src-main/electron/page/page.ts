import { protocol, type WebFrameMain } from 'electron';
import type { CoreFiles } from '../../contract/core.ts';
import { fileHeaders } from '../../shell/headers.ts';
import type { Log } from '../../shell/log.ts';
import { answerMedia, type MediaAnswer, mediaPrefix } from '../../shell/media.ts';
import { loadRendererFiles, type RendererFile } from '../../shell/renderer-files.ts';

/** Where the UI lives: a scheme of our own instead of file:, whose pages could read every file of the disk. */
export const pageOrigin = 'app://miyu';
export const pageUrl = `${pageOrigin}/`;

/** Must run before the app is ready. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

/** Serves the built renderer and what people send each other, and nothing else, under the app scheme. */
export async function servePage(folder: string, core: Pick<CoreFiles, 'media'>, log: Log): Promise<void> {
  const files = await loadRendererFiles(folder);
  protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url);
    if (host !== 'miyu') return new Response(null, { status: 404 });
    if (!pathname.startsWith(mediaPrefix)) return fileResponse(files, request, pathname);
    const { method, headers } = request;
    const range = headers.get('range') ?? undefined;
    return mediaResponse(await answerMedia(core, { method, path: pathname, range }, log));
  });
}

function fileResponse(files: ReadonlyMap<string, RendererFile>, { method }: Request, path: string): Response {
  const file = method === 'GET' ? files.get(path) : undefined;
  if (!file) return new Response(null, { status: 404 });
  return new Response(file.body, { headers: fileHeaders(file) });
}

function mediaResponse({ status, headers, body }: MediaAnswer): Response {
  return new Response(body ? ReadableStream.from(body) : null, { status, headers });
}

/** Whether a document is our page. */
export function isOwnPage(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'app:' && new URL(url).host === 'miyu';
}

/** Calls and files are taken from our page alone. @throws Error */
export function assertOwnMainFrame(frame: WebFrameMain | null): void {
  if (!frame || frame.parent !== null || !isOwnPage(frame.url)) throw new Error('This page may not call.');
}
