import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { CoreFiles } from '../contract/core.ts';
import { ContractError } from '../contract/errors.ts';
import { answerMedia } from '../shell/media.ts';

/** Serves a picture or a sound to a page that may see it. Never rejects. */
export async function serveMedia(
  core: Pick<CoreFiles, 'media'>,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', headers } = request;
  const answer = await answerMedia(core, { method, path, range: headers.range });
  response.writeHead(answer.status, answer.headers);
  if (answer.body) await send(answer.body, response);
  else response.end();
}

/** The answer's length is told already: one that breaks off is no whole one to the page. */
async function send(body: AsyncIterable<Uint8Array>, response: ServerResponse): Promise<void> {
  try {
    await pipeline(body, response);
  } catch (error) {
    if (!hasLeft(error) && !(error instanceof ContractError)) console.error('A picture or sound broke off:', error);
  }
}

/** Pages end a request whenever they know enough of a sound, or show another chat. */
function hasLeft(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
