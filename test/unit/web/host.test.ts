import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ContractError } from '../../../src-main/contract/errors.ts';
import { startWebHost, type WebHost } from '../../../src-main/web/host.ts';
import { type Answer, askHost } from '../../support/ask-host.ts';
import { FakeCore } from '../../support/fake-core.ts';

let folder: string;
let core: FakeCore;
let host: WebHost;
let links: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'miyu-web-'));
  await mkdir(path.join(folder, 'renderer/assets'), { recursive: true });
  await writeFile(path.join(folder, 'renderer/index.html'), '<!doctype html>page');
  await writeFile(path.join(folder, 'renderer/assets/a-1.js'), 'script');
  await writeFile(path.join(folder, 'secret.txt'), 'secret');
  core = new FakeCore();
  links = [];
  host = await startWebHost({
    core,
    rendererFolder: path.join(folder, 'renderer'),
    onLinkUsed: (next) => links.push(next),
  });
});

afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

const authority = () => `127.0.0.1:${host.port}`;
const token = () => new URL(host.url).hash.slice('#token='.length);

const ask = (url: string, method = 'GET', headers: Record<string, string> = {}) =>
  askHost(host.port, url, { method, headers });

function openSession(headers: Record<string, string> = {}): Promise<Answer> {
  return ask('/session', 'POST', { origin: `http://${authority()}`, 'x-miyu-token': token(), ...headers });
}

async function cookie(): Promise<string> {
  const { headers } = await openSession();
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

function upgrade(headers: Record<string, string>, url = '/bridge'): WebSocket {
  const { origin = `http://${authority()}`, ...others } = headers;
  return new WebSocket(`ws://${authority()}${url}`, { origin, headers: others });
}

async function open(): Promise<WebSocket> {
  const socket = upgrade({ cookie: await cookie() });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

function refusal(socket: WebSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => reject(new Error('it opened')));
    socket.once('error', (error) => resolve(error.message));
  });
}

function nextMessage(socket: WebSocket): Promise<unknown> {
  return new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))));
}

function closeCode(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once('close', resolve));
}

describe('files', () => {
  it('serves the page under a policy that allows nothing but its own files', async () => {
    const { status, headers, body } = await ask('/');
    expect([status, body]).toEqual([200, '<!doctype html>page']);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        "media-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('lets the browser keep files whose names change with their content', async () => {
    const { headers, body } = await ask('/assets/a-1.js?v=1');
    expect(body).toBe('script');
    expect(headers['cache-control']).toContain('immutable');
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '//etc/passwd',
    '/assets',
    '/x',
  ])('has nothing at %s', async (url) => expect(await ask(url)).toMatchObject({ status: 404, body: '' }));

  it('answers HEAD without a body, and no other method', async () => {
    expect(await ask('/', 'HEAD')).toMatchObject({ status: 200, body: '' });
    expect(await ask('/', 'PUT')).toMatchObject({ status: 405 });
  });

  it('refuses other host names, other origins, and requests that other sites cause', async () => {
    expect((await ask('/', 'GET', { host: `localhost:${host.port}` })).status).toBe(403);
    expect((await ask('/', 'GET', { host: `evil.example:${host.port}` })).status).toBe(403);
    expect((await ask('/', 'GET', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('/', 'GET', { origin: 'null' })).status).toBe(403);
    expect((await ask('/', 'GET', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('survives what is not HTTP', async () => {
    const socket = connect(host.port, '127.0.0.1');
    socket.end('\x16\x03\x01 nonsense\r\n\r\n');
    expect(await text(socket)).toContain('400 Bad Request');
    expect((await ask('/')).status).toBe(200);
  });

  it('rejects to start without a page', async () => {
    await expect(startWebHost({ core, rendererFolder: path.join(folder, 'renderer/assets') })).rejects.toThrow(
      'no built',
    );
  });
});

describe('session', () => {
  it('gives a cookie for the token once, and tells the link for the next browser', async () => {
    const first = token();
    const { status, headers } = await openSession();
    expect(status).toBe(204);
    expect(String(headers['set-cookie'])).toMatch(/^miyu-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await openSession({ 'x-miyu-token': first })).status).toBe(403);
    expect(links).toEqual([host.url]);
    expect(token()).not.toBe(first);
  });

  it('keeps the token when it was not used', async () => {
    expect((await openSession({ 'x-miyu-token': 'wrong' })).status).toBe(403);
    expect((await openSession({ origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('/session', 'POST', { 'x-miyu-token': token() })).status).toBe(403);
    expect((await openSession()).status).toBe(204);
  });
});

describe('bridge', () => {
  it('refuses without a cookie, with a wrong one, from another origin, host or path', async () => {
    expect(await refusal(upgrade({}))).toContain('401');
    expect(await refusal(upgrade({ cookie: `miyu-${host.port}=AAAA` }))).toContain('401');
    const valid = await cookie();
    expect(await refusal(upgrade({ cookie: valid, origin: 'http://evil.example' }))).toContain('403');
    expect(await refusal(upgrade({ cookie: valid, host: `evil.example:${host.port}` }))).toContain('403');
    expect(await refusal(upgrade({ cookie: valid }, '/other'))).toContain('404');
    expect(core.listeners.size).toBe(0);
  });

  it('passes calls to the core and its answers back', async () => {
    core.answers['server.trust'] = () => Promise.reject(new ContractError('server-changed', { host: 'h' }));
    core.answers['connection.retry'] = () => Promise.resolve();
    const socket = await open();
    socket.send('{"id":7,"call":"connection.retry","args":{}}');
    expect(await nextMessage(socket)).toEqual({ id: 7 });
    socket.send('{"id":8,"call":"server.trust","args":{"host":"h"}}');
    expect(await nextMessage(socket)).toEqual({ id: 8, error: { code: 'server-changed', details: { host: 'h' } } });
    expect(core.asked).toEqual([
      ['connection.retry', {}],
      ['server.trust', { host: 'h' }],
    ]);
    socket.terminate();
  });

  it('passes events on until the page is gone', async () => {
    const socket = await open();
    const message = nextMessage(socket);
    for (const listener of core.listeners) listener('connection', { state: 'online' });
    expect(await message).toEqual({ event: 'connection', value: { state: 'online' } });
    const closed = closeCode(socket);
    socket.close(1000);
    await closed;
    expect(core.listeners.size).toBe(0);
  });

  it.each([
    'nonsense',
    '[]',
    '{"id":1,"call":"app.state"}',
    '{"id":1,"call":"no.such","args":{}}',
    '{"id":1,"call":"__proto__","args":{}}',
    '{"id":-1,"call":"app.state","args":{}}',
    '{"id":1,"call":"app.state","args":null}',
    '{"id":1,"call":"app.state","args":{},"more":1}',
  ])('ends the connection at %s', async (frame) => {
    const socket = await open();
    socket.send(frame);
    expect(await closeCode(socket)).toBe(1008);
    expect(core.asked).toEqual([]);
  });

  it('ends the connection at a binary frame and at an oversized one', async () => {
    const binary = await open();
    binary.send(Buffer.from('{"id":1,"call":"app.state","args":{}}'));
    expect(await closeCode(binary)).toBe(1008);
    const large = await open();
    large.send(' '.repeat(256 * 1024 + 1));
    expect(await closeCode(large)).toBe(1009);
  });

  it('reads no further calls while many wait for their answers', async () => {
    const waiting: (() => void)[] = [];
    core.answers['conversations.setDraft'] = () => new Promise((resolve) => waiting.push(resolve));
    const socket = await open();
    let answered = 0;
    socket.on('message', () => {
      answered += 1;
    });
    // Together more than the two sockets take between them.
    const args = JSON.stringify({ draft: 'x'.repeat(100_000) });
    for (let id = 0; id < 200; id++) socket.send(`{"id":${id},"call":"conversations.setDraft","args":${args}}`);
    await expect.poll(() => waiting.length).toBeGreaterThanOrEqual(64);
    await ask('/');
    expect(waiting.length).toBeLessThan(80);
    expect(socket.bufferedAmount).toBeGreaterThan(0);

    while (answered < 200) {
      for (const resolve of waiting.splice(0)) resolve();
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.terminate();
  });

  it('drops a page that takes nothing', async () => {
    const socket = await open();
    const closed = closeCode(socket);
    socket.pause();
    for (let sent = 0; sent < 400_000; sent++) {
      for (const listener of core.listeners) listener('connection', { state: 'online' });
    }
    socket.resume();
    expect(await closed).toBe(1013);
    await expect.poll(() => core.listeners.size).toBe(0);
  });
});
