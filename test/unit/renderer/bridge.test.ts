import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket as Socket, WebSocketServer } from 'ws';
import {
  type PageCredentials,
  SECRET_HEADER,
  SESSION_ENDED,
  TOKEN_HEADER,
} from '../../../src-main/contract/browsers.ts';
import type { Bridge } from '../../../src-main/contract/core.ts';
import type { MessageId } from '../../../src-main/contract/model.ts';
import { ShutOutError } from '../../../src-renderer/bridge/shut-out.ts';
import { webBridge } from '../../../src-renderer/bridge/web.ts';

const token = 'T'.repeat(43);
const realFetch = globalThis.fetch;
const picture = { of: 'message', id: 'm'.repeat(22) as MessageId, part: 'full' } as const;

let given: PageCredentials;
let server: Server;
let sockets: WebSocketServer;
let answer: (asked: { id: number; call?: string; args?: unknown }) => object;
/** what lets a page in, now */
let good: Set<string>;
let shown: string[];
let kept: Map<string, string>;
let states: (boolean | 'ended')[];
/** those that came in */
let tabs: number;

beforeEach(async () => {
  answer = () => ({ ok: [] });
  given = someCredentials();
  good = new Set([given.secret]);
  shown = [];
  kept = new Map();
  states = [];
  tabs = 0;
  server = createServer((request, response) => {
    const { [TOKEN_HEADER]: shownToken, [SECRET_HEADER]: secret } = request.headers;
    if (request.method === 'POST') response.writeHead(shownToken === token ? 200 : 403).end(JSON.stringify(given));
    else response.writeHead(good.has(String(secret)) ? 204 : 401).end();
  });
  sockets = new WebSocketServer({
    server,
    path: '/bridge',
    verifyClient: ({ req }: { req: { headers: Record<string, unknown> } }) => {
      const [, secret = ''] = String(req.headers['sec-websocket-protocol']).split(/, */);
      shown.push(secret);
      return good.has(secret);
    },
  });
  sockets.on('connection', (socket: Socket) => {
    socket.send(JSON.stringify({ browsers: [{ id: 1 }] }));
    socket.on('message', (data) => {
      const { id, ...asked } = JSON.parse(String(data));
      socket.send(JSON.stringify({ id, ...answer(asked) }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  // tabs that have not ended would look for their host in the next test
  for (const socket of sockets.clients) socket.close(SESSION_ENDED);
  await expect.poll(() => states.filter((state) => state === 'ended').length).toBe(tabs);
  vi.unstubAllGlobals();
  server.close();
  server.closeAllConnections();
});

function someCredentials(): PageCredentials {
  const secret = () => randomBytes(32).toString('base64url');
  return { secret: secret(), media: secret() };
}

/** A tab that goes to an address of the host; one that was there before keeps what it kept. */
async function openTab(hash = `#token=${token}`): Promise<Bridge> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the host does not listen');
  const host = `127.0.0.1:${address.port}`;
  const location = { protocol: 'http:', host, hash, pathname: '/', search: '' };
  vi.stubGlobal('location', location);
  vi.stubGlobal('fetch', (path: string, options: RequestInit) => realFetch(`http://${host}${path}`, options));
  vi.stubGlobal('history', {
    replaceState: () => {
      location.hash = '';
    },
  });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  const core = await webBridge({ linked: (linked) => states.push(linked), ended: () => states.push('ended') });
  tabs += 1;
  return core;
}

function tell(frame: object): void {
  for (const client of sockets.clients) client.send(JSON.stringify(frame));
}

describe('the web bridge', () => {
  it('trades the token of the address, and goes on after a reload', async () => {
    const core = await openTab();
    expect(location.hash).toBe('');
    expect(core.mediaUrl(picture)).toBe(`/media/${given.media}/message/${'m'.repeat(22)}/full`);
    const reloaded = await openTab('');
    expect(await reloaded.call('contacts.list', {})).toEqual([]);
    expect(reloaded.mediaUrl(picture)).toBe(core.mediaUrl(picture));
    expect(shown).toEqual([given.secret, given.secret]);
  });

  it('goes on with what it has when the token of its address was used', async () => {
    await openTab();
    const core = await openTab('#token=used');
    expect(await core.call('contacts.list', {})).toEqual([]);
  });

  it('works in a browser that keeps nothing for pages', async () => {
    const opening = openTab();
    Object.defineProperty(globalThis, 'sessionStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
      configurable: true,
    });
    expect(await (await opening).call('contacts.list', {})).toEqual([]);
    expect(kept.size).toBe(0);
  });

  it('carries calls, their errors and events', async () => {
    answer = ({ call, args }) => (call === 'contacts.search' ? { error: { code: 'offline' } } : { ok: { call, args } });
    const core = await openTab();
    expect(await core.call('conversations.list', {})).toEqual({ call: 'conversations.list', args: {} });
    await expect(core.call('contacts.search', { query: 'x' })).rejects.toMatchObject({ code: 'offline' });

    const heard = new Promise((resolve) => core.listen((name, value) => resolve([name, value])));
    tell({ event: 'typing', value: 10002 });
    expect(await heard).toEqual(['typing', 10002]);
  });

  it('answers a call without a result', async () => {
    answer = () => ({});
    const core = await openTab();
    expect(await core.call('account.logout', {})).toBeUndefined();
  });

  it('hears who else is served, and ends and notes them', async () => {
    const asked: object[] = [];
    answer = (frame) => {
      asked.push(frame);
      return {};
    };
    const core = await openTab();
    const lists: unknown[] = [];
    core.browsers?.listen((sessions) => lists.push(sessions));
    tell({ browsers: [{ id: 1 }, { id: 2 }] });
    await expect.poll(() => lists.at(-1)).toEqual([{ id: 1 }, { id: 2 }]);
    await core.browsers?.end(2);
    await core.browsers?.note(3);
    expect(asked).toEqual([{ end: 2 }, { note: 3 }]);
  });

  it('fails what was under way when the way breaks, and opens it again', async () => {
    const core = await openTab();
    const call = core.call('contacts.list', {});
    for (const client of sockets.clients) client.terminate();
    await expect(call).rejects.toMatchObject({ code: 'timeout' });
    await expect(core.call('contacts.list', {})).rejects.toMatchObject({ code: 'unreachable' });
    await expect.poll(() => states).toEqual([false, true]);
    expect(await core.call('contacts.list', {})).toEqual([]);
  });

  it('shows the new credentials once it has some', async () => {
    const core = await openTab();
    const renewed = someCredentials();
    good = new Set([renewed.secret]);
    tell({ credentials: renewed });
    await expect.poll(() => core.mediaUrl(picture)).toContain(renewed.media);
    for (const client of sockets.clients) client.terminate();
    await expect.poll(() => states).toEqual([false, true]);
    await openTab('');
    expect(shown).toEqual([given.secret, renewed.secret, renewed.secret]);
  });

  it('is over when the host ends it, and keeps nothing', async () => {
    const core = await openTab();
    const call = core.call('contacts.list', {});
    answer = () => ({});
    for (const client of sockets.clients) client.close(SESSION_ENDED);
    await Promise.allSettled([call]);
    await expect.poll(() => states).toEqual(['ended']);
    expect(kept.size).toBe(0);
    await expect(openTab('')).rejects.toEqual(new ShutOutError('refused'));
  });

  it('is over when it finds a host that does not know it', async () => {
    await openTab();
    good = new Set();
    for (const client of sockets.clients) client.terminate();
    await expect.poll(() => states).toEqual([false, 'ended']);
  });

  it('says why it does not come in', async () => {
    await expect(openTab('')).rejects.toEqual(new ShutOutError('refused'));
    await expect(openTab('#token=used')).rejects.toEqual(new ShutOutError('refused'));
    await openTab();
    good = new Set();
    await expect(openTab('')).rejects.toEqual(new ShutOutError('ended'));
    const away = openTab('');
    server.close();
    server.closeAllConnections();
    await expect(away).rejects.toEqual(new ShutOutError('away'));
  });
});
