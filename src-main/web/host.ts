import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CoreApi, CoreFiles } from '../contract/core.ts';
import { fileHeaders, hardeningHeaders } from '../shell/headers.ts';
import { mediaPrefix } from '../shell/media.ts';
import { loadRendererFiles, type RendererFile } from '../shell/renderer-files.ts';
import { serveBridge } from './bridge.ts';
import { isFromOwnPage, namesOwnOrigin } from './gate.ts';
import { serveMedia } from './media.ts';
import { refuse } from './refusal.ts';
import { Sessions } from './session.ts';
import { takeIn } from './staging.ts';

export interface WebHostOptions {
  core: CoreApi & CoreFiles;
  /** the built renderer */
  rendererFolder: string;
  /** 0, the default, takes any free one */
  port?: number;
  /** The link was used and works no more; this is the one for the next browser. */
  onLinkUsed?: (next: string) => void;
}

export interface WebHost {
  /** Opens the UI in one browser, once: it carries a token. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Larger than any call: the longest draft, with every character escaped. */
const maxFrameBytes = 256 * 1024;
const pingMs = 30_000;
const headersMs = 60_000;

/**
 * Serves the UI and the contract on 127.0.0.1 to browsers of this machine that know the link. Rejects when the port is
 * taken or the renderer is not built.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const files = await loadRendererFiles(options.rendererFolder);
  // A large file takes its time, also on its way through this machine.
  const server = createServer({ requestTimeout: 0, headersTimeout: headersMs });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const authority = `127.0.0.1:${port}`;
  const sessions = new Sessions(port);
  const link = () => `http://${authority}/#token=${sessions.token}`;

  server.on('request', (request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    if (!isFromOwnPage(request, authority)) refuse(response, 403);
    else if (path === '/session' && request.method === 'POST') openSession(request, response);
    else if (path === '/stage') stage(request, response);
    else if (path.startsWith(mediaPrefix)) showMedia(path, request, response);
    else serveFile(files.get(path), request, response);
  });

  function openSession(request: IncomingMessage, response: ServerResponse): void {
    const token = request.headers['x-miyu-token'];
    const cookie = namesOwnOrigin(request, authority) && typeof token === 'string' ? sessions.open(token) : undefined;
    if (cookie) {
      response.writeHead(204, { ...hardeningHeaders, 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
      options.onLinkUsed?.(link());
    } else refuse(response, 403);
  }

  function stage(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== 'POST') refuse(response, 405);
    else if (!namesOwnOrigin(request, authority)) refuse(response, 403);
    else if (!sessions.has(request)) refuse(response, 401);
    else void takeIn(options.core, request, response);
  }

  function showMedia(path: string, request: IncomingMessage, response: ServerResponse): void {
    if (sessions.has(request)) void serveMedia(options.core, path, request, response);
    else refuse(response, 401);
  }

  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false });
  sockets.on('connection', (socket) => serveBridge(socket, options.core));
  server.on('upgrade', (request, socket, head) => {
    const refusal = refuseUpgrade(request, authority, sessions);
    if (refusal) abort(socket, refusal);
    else sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket));
  });
  const pinging = setInterval(pinger(sockets), pingMs);

  return {
    get url() {
      return link();
    },
    port,
    async close() {
      clearInterval(pinging);
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function serveFile(file: RendererFile | undefined, { method }: IncomingMessage, response: ServerResponse): void {
  if (method !== 'GET' && method !== 'HEAD') refuse(response, 405);
  else if (!file) refuse(response, 404);
  else response.writeHead(200, fileHeaders(file)).end(method === 'HEAD' ? undefined : file.body);
}

/** The status to refuse a WebSocket with, if it must be. */
function refuseUpgrade(request: IncomingMessage, authority: string, sessions: Sessions): number | undefined {
  if (!isFromOwnPage(request, authority) || !namesOwnOrigin(request, authority)) return 403;
  if (request.url !== '/bridge') return 404;
  return sessions.has(request) ? undefined : 401;
}

function abort(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Drops the pages that did not answer the last ping, asks the others. */
function pinger(sockets: WebSocketServer): () => void {
  const asked = new WeakSet<WebSocket>();
  sockets.on('connection', (socket) => socket.on('pong', () => asked.delete(socket)));
  return () => {
    for (const socket of sockets.clients) {
      if (asked.has(socket)) socket.terminate();
      asked.add(socket);
      socket.ping();
    }
  };
}
