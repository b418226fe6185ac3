import type { ServerResponse } from 'node:http';
import { hardeningHeaders } from '../shell/headers.ts';

/** Answers with a status alone. What the request's body holds is not read: the connection ends with the answer. */
export function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...hardeningHeaders, 'content-length': '0', connection: 'close' }).end();
}
