import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { splitMediaPath } from '../contract/attachment.ts';
import { BRIDGE_PROTOCOL, SECRET_HEADER, TOKEN_HEADER } from '../contract/browsers.ts';
import type { CoreApi, CoreFiles } from '../contract/core.ts';
import type { AppState } from '../contract/model.ts';
import { fileHeaders, hardeningHeaders } from '../shell/headers.ts';
import { mediaPrefix } from '../shell/media.ts';
import { loadRendererFiles, type RendererFile } from '../shell/renderer-files.ts';
import { BridgePage } from './bridge.ts';
import { isFromOwnPage, leadsToPage, namesOwnOrigin } from './gate.ts';
import { serveMedia } from './media.ts';
import { refuse } from './refusal.ts';
import { type Session, Sessions } from './sessions.ts';
import { takeIn } from './staging.ts';
import { readUserAgent } from './user-agent.ts';

export interface WebHostOptions {
  core: CoreApi & CoreFiles & { readonly state: Pick<AppState, 'session'> };
  /** the built renderer */
  rendererFolder: string;
  /** 0, the default, takes any free one */
  port?: number;
  /** The link was used and works no more; this is the one for the next browser. */
  onLinkUsed?: (next: string) => void;
  /** wall clock, milliseconds */
  now?: () => number;
}

export interface WebHost {
  /** Opens the UI in one browser tab, once: it carries a token. */
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
  const { core, now = Date.now } = options;
  const files = await loadRendererFiles(options.rendererFolder);
  // A large file takes its time, also on its way through this machine.
  const server = createServer({ requestTimeout: 0, headersTimeout: headersMs });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const authority = `127.0.0.1:${port}`;
  const sessions = new Sessions(core.state.session !== undefined, now);
  const link = () => `http://${authority}/#token=${sessions.token}`;
  // before any page hears the same: what it may know of the event depends on that
  const stopListening = core.listen((name, value) => {
    if (name === 'session') sessions.noteAccount(value !== undefined);
  });

  server.on('request', (request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    if (path === '/' && leadsToPage(request, authority)) serveFile(files.get(path), request, response);
    else if (!isFromOwnPage(request, authority)) refuse(response, 403);
    else if (path === '/session') serveSession(request, response);
    else if (path === '/stage') stage(request, response);
    else if (path.startsWith(mediaPrefix)) showMedia(path, request, response);
    else serveFile(files.get(path), request, response);
  });

  /** Gives a tab its credentials for the token, or tells one that has some whether they are still good. */
  function serveSession(request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'POST') openSession(request, response);
    else if (request.method !== 'GET') refuse(response, 405);
    else if (sessions.bySecret(headerOf(request, SECRET_HEADER))) response.writeHead(204, answerHeaders).end();
    else refuse(response, 401);
  }

  function openSession(request: IncomingMessage, response: ServerResponse): void {
    const token = namesOwnOrigin(request, authority) ? headerOf(request, TOKEN_HEADER) : '';
    const credentials = sessions.open(token, readUserAgent(request.headers['user-agent']));
    if (!credentials) return refuse(response, 403);
    const body = JSON.stringify(credentials);
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
    response.writeHead(200, { ...answerHeaders, ...headers }).end(body);
    options.onLinkUsed?.(link());
  }

  function stage(request: IncomingMessage, response: ServerResponse): void {
    const session = sessions.bySecret(headerOf(request, SECRET_HEADER));
    if (request.method !== 'POST') refuse(response, 405);
    else if (!namesOwnOrigin(request, authority)) refuse(response, 403);
    else if (!session?.isIn) refuse(response, 401);
    else {
      endWith(session, response);
      void takeIn(core, request, response);
    }
  }

  function showMedia(path: string, request: IncomingMessage, response: ServerResponse): void {
    const entitled = splitMediaPath(path);
    const session = entitled && sessions.byMedia(entitled.key);
    if (!entitled || !session?.isIn) return refuse(response, 401);
    endWith(session, response);
    void serveMedia(core, entitled.path, request, response);
  }

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    // never what stands beside it, which is a secret
    handleProtocols: () => BRIDGE_PROTOCOL,
  });
  server.on('upgrade', (request, socket, head) => {
    const found = sessionOfUpgrade(request, authority, sessions);
    if (typeof found === 'number') abort(socket, found);
    else {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        sockets.emit('connection', webSocket);
        new BridgePage(webSocket, core, sessions, found);
      });
    }
  });
  const pinging = setInterval(pinger(sockets), pingMs);

  return {
    get url() {
      return link();
    },
    port,
    async close() {
      clearInterval(pinging);
      stopListening();
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const answerHeaders = { ...hardeningHeaders, 'cache-control': 'no-store' };

function headerOf({ headers }: IncomingMessage, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

/** Whatever is being answered is cut off when the session ends. */
function endWith({ answers }: Session, response: ServerResponse): void {
  answers.add(response);
  response.once('close', () => answers.delete(response));
}

function serveFile(file: RendererFile | undefined, { method }: IncomingMessage, response: ServerResponse): void {
  if (method !== 'GET' && method !== 'HEAD') refuse(response, 405);
  else if (!file) refuse(response, 404);
  else response.writeHead(200, fileHeaders(file)).end(method === 'HEAD' ? undefined : file.body);
}

/** The session that a WebSocket is for, or the status to refuse it with: nobody has one open without a secret. */
function sessionOfUpgrade(request: IncomingMessage, authority: string, sessions: Sessions): Session | number {
  if (!isFromOwnPage(request, authority) || !namesOwnOrigin(request, authority)) return 403;
  if (request.url !== '/bridge') return 404;
  const [protocol, secret = ''] = headerOf(request, 'sec-websocket-protocol').split(/, */);
  if (protocol !== BRIDGE_PROTOCOL) return 401;
  return sessions.bySecret(secret) ?? 401;
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
