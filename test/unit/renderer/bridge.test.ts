import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket as Socket, WebSocketServer } from 'ws';
import { webBridge } from '../../../src-renderer/bridge/web.ts';

let server: WebSocketServer | undefined;

afterEach(async () => {
  vi.unstubAllGlobals();
  for (const socket of server?.clients ?? []) socket.terminate();
  server?.close();
  server = undefined;
});

/** A host that answers each call with what `answer` gives, on a port of its own. */
async function startHost(answer: (call: string, args: unknown) => object, port = 0): Promise<WebSocketServer> {
  server = new WebSocketServer({ host: '127.0.0.1', port, path: '/bridge' });
  server.on('connection', (socket: Socket) => {
    socket.on('message', (data) => {
      const { id, call, args } = JSON.parse(String(data));
      socket.send(JSON.stringify({ id, ...answer(call, args) }));
    });
  });
  await once(server, 'listening');
  return server;
}

function portOf(host: WebSocketServer): number {
  const address = host.address();
  if (address === null || typeof address === 'string') throw new Error('the host does not listen');
  return address.port;
}

function stubPage(port: number): void {
  vi.stubGlobal('location', { protocol: 'http:', host: `127.0.0.1:${port}`, hash: '', pathname: '/', search: '' });
}

describe('the web bridge', () => {
  it('carries calls, their errors and events', async () => {
    const host = await startHost((call, args) =>
      call === 'contacts.search' ? { error: { code: 'offline' } } : { ok: { call, args } },
    );
    stubPage(portOf(host));
    const core = await webBridge(() => undefined);
    expect(await core.call('conversations.list', {})).toEqual({ call: 'conversations.list', args: {} });
    await expect(core.call('contacts.search', { query: 'x' })).rejects.toMatchObject({ code: 'offline' });

    const heard = new Promise((resolve) => core.listen((name, value) => resolve([name, value])));
    for (const client of host.clients) client.send(JSON.stringify({ event: 'typing', value: 10002 }));
    expect(await heard).toEqual(['typing', 10002]);
  });

  it('answers a call without a result', async () => {
    stubPage(portOf(await startHost(() => ({}))));
    const core = await webBridge(() => undefined);
    expect(await core.call('account.logout', {})).toBeUndefined();
  });

  it('fails what was under way when the way breaks, and opens it again', async () => {
    const host = await startHost(() => ({ ok: [] }));
    stubPage(portOf(host));
    const states: boolean[] = [];
    let back: () => void = () => undefined;
    const isBack = new Promise<void>((resolve) => {
      back = resolve;
    });
    const core = await webBridge((linked) => {
      states.push(linked);
      if (linked) back();
    });
    const call = core.call('contacts.list', {});
    for (const client of host.clients) client.terminate();
    await expect(call).rejects.toMatchObject({ code: 'timeout' });
    await expect(core.call('contacts.list', {})).rejects.toMatchObject({ code: 'unreachable' });
    await isBack;
    expect(states).toEqual([false, true]);
    expect(await core.call('contacts.list', {})).toEqual([]);
  });

  it('rejects when no host lets the page in', async () => {
    const host = await startHost(() => ({}));
    const port = portOf(host);
    host.close();
    await once(host, 'close');
    stubPage(port);
    await expect(webBridge(() => undefined)).rejects.toMatchObject({ code: 'unreachable' });
  });
});
