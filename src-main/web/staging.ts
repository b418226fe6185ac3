import type { IncomingMessage, ServerResponse } from 'node:http';
import { FILE_SIZE_LIMIT, type Staged } from '../contract/attachment.ts';
import type { CoreFiles } from '../contract/core.ts';
import { ContractError } from '../contract/errors.ts';
import { toJson } from '../contract/json.ts';
import { type Outcome, outcomeOf } from '../shell/call.ts';
import { hardeningHeaders } from '../shell/headers.ts';
import { refuse } from './refusal.ts';

/** Has the core take in the file that is a request's body, no faster than the core does. Never rejects. */
export async function takeIn(
  core: Pick<CoreFiles, 'stage'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = readName(request);
  if (name === undefined) return refuse(response, 400);
  if (Number(request.headers['content-length'] ?? 0) > FILE_SIZE_LIMIT) {
    return reply(response, { error: { code: 'too-large' } }, { connection: 'close' });
  }
  const type = request.headers['content-type'];
  const file = type === undefined ? { name } : { name, type };
  reply(response, await outcomeOf('stage', core.stage(file, bodyOf(request))));
  // Browsers hear no answer before they have sent everything: what the core did not want goes nowhere.
  request.resume();
}

/** The page's name for the file: headers hold ASCII only, so it is encoded as in an address. */
function readName({ headers }: IncomingMessage): string | undefined {
  const encoded = headers['x-miyu-name'];
  if (typeof encoded !== 'string') return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** A body that breaks off was given up by the page. */
async function* bodyOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* request.iterator({ destroyOnReturn: false });
  } catch {
    throw new ContractError('cancelled');
  }
}

function reply(response: ServerResponse, outcome: Outcome<Staged>, headers: Record<string, string> = {}): void {
  const body = toJson(outcome);
  const all = {
    ...hardeningHeaders,
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
  };
  response.writeHead(200, all).end(body);
}
