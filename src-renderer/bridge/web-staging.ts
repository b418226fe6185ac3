import { FILE_SIZE_LIMIT, type Staged } from '../../src-main/contract/attachment.ts';
import { SECRET_HEADER } from '../../src-main/contract/browsers.ts';
import type { Bridge } from '../../src-main/contract/core.ts';
import { ContractError } from '../../src-main/contract/errors.ts';
import { fromJson } from '../../src-main/contract/json.ts';
import { type Outcome, unwrap } from './outcome.ts';

/**
 * Sends files to the web host, with the secret that lets the page in. By XMLHttpRequest: `fetch` does not tell how far
 * a body has come.
 */
export function stageOnWeb(secret: () => string): Bridge['stage'] {
  return (file, options) => stage(file, secret(), options);
}

async function stage(
  file: File,
  secret: string,
  { progress, signal }: Parameters<Bridge['stage']>[1] = {},
): Promise<Staged> {
  // What would be refused is not copied there first; a folder that was dropped has no bytes to read.
  if (file.size > FILE_SIZE_LIMIT) throw new ContractError('too-large');
  if (file.size === 0) throw new ContractError('empty-file');
  if (signal?.aborted) throw new ContractError('cancelled');
  const request = new XMLHttpRequest();
  const abort = () => request.abort();
  signal?.addEventListener('abort', abort, { once: true });
  request.upload.addEventListener('progress', ({ loaded }) => progress?.(loaded));
  try {
    return unwrap(await send(request, file, secret)) as Staged;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function send(request: XMLHttpRequest, file: File, secret: string): Promise<Outcome> {
  const { size } = file;
  return new Promise((resolve, reject) => {
    request.addEventListener('load', () => {
      if (request.status === 200) resolve(fromJson(request.responseText) as Outcome);
      else reject(new ContractError('unreachable'));
    });
    request.addEventListener('error', () => {
      void isThere(file, size).then((there) => reject(new ContractError(there ? 'unreachable' : 'file-gone')));
    });
    request.addEventListener('abort', () => reject(new ContractError('cancelled')));
    request.open('POST', '/stage');
    request.setRequestHeader(SECRET_HEADER, secret);
    request.setRequestHeader('x-miyu-name', encodeURIComponent(file.name.toWellFormed()));
    request.send(file);
  });
}

/**
 * Of a file that vanished or changed since it was chosen the request tells no otherwise than of a host that is away.
 */
function isThere(file: File, size: number): Promise<boolean> {
  const read = file.slice(0, 1).arrayBuffer();
  return read.then(
    () => file.size === size,
    () => false,
  );
}
