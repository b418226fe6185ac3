import { parseMediaPath } from '../contract/attachment.ts';
import type { CoreFiles, Media } from '../contract/core.ts';
import { ContractError } from '../contract/errors.ts';
import { hardeningHeaders } from './headers.ts';
import { faultText, type Log } from './log.ts';
import { readRange } from './range.ts';

/** What every media address starts with. */
export const mediaPrefix = '/media/';

export interface MediaRequest {
  method: string;
  /** without a query */
  path: string;
  /** the header of that name */
  range: string | undefined;
}

export interface MediaAnswer {
  status: number;
  headers: Record<string, string>;
  body?: AsyncIterable<Uint8Array>;
}

/** Answers for a picture or a sound that the page shows by its address. Never rejects. */
export async function answerMedia(
  core: Pick<CoreFiles, 'media'>,
  request: MediaRequest,
  log: Log = console.error,
): Promise<MediaAnswer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return empty(405, { allow: 'GET, HEAD' });
  const ref = parseMediaPath(request.path);
  if (!ref) return empty(404);
  try {
    const media = await core.media(ref);
    return media ? answerWith(media, request) : empty(404);
  } catch (error) {
    if (error instanceof ContractError) return empty(404);
    log(`a picture or sound was not served: ${faultText(error)}`);
    return empty(500);
  }
}

function answerWith(media: Media, { method, range }: MediaRequest): MediaAnswer {
  const { type, size } = media;
  const headers = { 'content-type': type, 'accept-ranges': 'bytes' };
  if (method === 'HEAD') return { ...empty(200, headers), headers: headersFor(size, headers) };
  const part = readRange(range, size);
  if (part === 'unsatisfiable') return empty(416, { 'content-range': `bytes */${size}` });
  if (!part) return { status: 200, headers: headersFor(size, headers), body: media.read(0, size) };
  const { from, to } = part;
  return {
    status: 206,
    headers: { ...headersFor(to - from, headers), 'content-range': `bytes ${from}-${to - 1}/${size}` },
    body: media.read(from, to),
  };
}

function empty(status: number, headers: Record<string, string> = {}): MediaAnswer {
  return { status, headers: headersFor(0, headers) };
}

/** Nothing of what people send each other gets into the browser's cache. */
function headersFor(length: number, others: Record<string, string>): Record<string, string> {
  return { ...hardeningHeaders, ...others, 'content-length': String(length), 'cache-control': 'no-store' };
}
