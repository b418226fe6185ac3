import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { type PageCredentials, SECRET_HEADER, TOKEN_HEADER } from '../../../src-main/contract/browsers.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import { startWebHost, type WebHost } from '../../../src-main/web/host.ts';
import { askHost } from '../../support/ask-host.ts';
import { FakeCore } from '../../support/fake-core.ts';
import { comeIn, isGood, RawPage, spendToken, upgrade } from '../../support/web-page.ts';

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
  core.open();
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

const token = () => new URL(host.url).hash.slice('#token='.length);

const ask = (url: string, method = 'GET', headers: Record<string, string> = {}) =>
  askHost(host.port, url, { method, headers });

async function open(): Promise<WebSocket> {
  return (await RawPage.open(host.port, await comeIn(host))).socket;
}

function refusal(socket: WebSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => reject(new Error('it opened')));
    socket.once('error', (error) => resolve(error.message));
  });
}

function nextMessage(socket: WebSocket): Promise<unknown> {
  return new Promise((resolve) => {
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data));
      if (!('browsers' in frame)) resolve(frame);
    });
  });
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

describe('navigation to the page', () => {
  const navigation = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

  it('may come from elsewhere, as from a file that holds the link', async () => {
    expect(await ask('/', 'GET', navigation)).toMatchObject({ status: 200, body: '<!doctype html>page' });
    expect((await ask('/', 'GET', { ...navigation, 'sec-fetch-site': 'same-site' })).status).toBe(200);
  });

  it.each<[string, string, string, Record<string, string>]>([
    ['in a frame', '/', 'GET', { 'sec-fetch-dest': 'iframe' }],
    ['as an object', '/', 'GET', { 'sec-fetch-dest': 'object' }],
    ['to be read', '/', 'GET', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    ['by a form', '/', 'POST', { origin: 'null' }],
    ['by a form of another port', '/', 'POST', { origin: 'http://127.0.0.1:1' }],
    ['to what else there is', '/assets/a-1.js', 'GET', {}],
    ['to another name of this machine', '/', 'GET', { host: 'evil.example' }],
    ['to the session', '/session', 'GET', {}],
  ])('is refused %s', async (_how, url, method, changes) => {
    expect((await ask(url, method, { ...navigation, ...changes })).status).toBe(403);
  });
});

describe('session', () => {
  it('gives credentials for the token once, no cookie, and tells the link for the next browser', async () => {
    const first = token();
    const { status, headers, body } = await spendToken(host);
    expect(status).toBe(200);
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['cache-control']).toBe('no-store');
    const given: PageCredentials = JSON.parse(body);
    expect(Object.keys(given)).toEqual(['secret', 'media']);
    for (const secret of Object.values(given)) expect(secret).toMatch(/^[\w-]{43}$/);
    expect(given.secret).not.toBe(given.media);
    expect((await spendToken(host, { [TOKEN_HEADER]: first })).status).toBe(403);
    expect(links).toEqual([host.url]);
    expect(token()).not.toBe(first);
  });

  it('keeps the token when it was not used', async () => {
    expect((await spendToken(host, { [TOKEN_HEADER]: 'wrong' })).status).toBe(403);
    expect((await spendToken(host, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await spendToken(host, { 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await ask('/session', 'POST', { [TOKEN_HEADER]: token() })).status).toBe(403);
    expect((await spendToken(host)).status).toBe(200);
  });

  it('says whether credentials are good', async () => {
    const credentials = await comeIn(host);
    expect(await isGood(host, credentials)).toBe(true);
    for (const secret of [credentials.media, token(), 'A'.repeat(43), ''])
      expect(await isGood(host, { ...credentials, secret })).toBe(false);
    const { status } = await ask('/session', 'GET', {
      [SECRET_HEADER]: credentials.secret,
      origin: 'http://127.0.0.1:1',
    });
    expect(status).toBe(403);
    expect((await ask('/session', 'DELETE')).status).toBe(405);
  });
});

describe('bridge', () => {
  it('refuses without a secret, with a wrong one, from another origin, host or path', async () => {
    const listening = core.listeners.size;
    const { secret, media } = await comeIn(host);
    const { port } = host;
    expect(await refusal(upgrade(port, {}))).toContain('401');
    expect(await refusal(upgrade(port, { secret: 'A'.repeat(43) }))).toContain('401');
    expect(await refusal(upgrade(port, { secret: media }))).toContain('401');
    expect(await refusal(upgrade(port, { secret: token() }))).toContain('401');
    expect(await refusal(upgrade(port, { secret, headers: { origin: 'http://evil.example' } }))).toContain('403');
    expect(await refusal(upgrade(port, { secret, headers: { origin: 'http://127.0.0.1:1' } }))).toContain('403');
    expect(await refusal(upgrade(port, { secret, headers: { host: `evil.example:${port}` } }))).toContain('403');
    expect(await refusal(upgrade(port, { secret, headers: { 'sec-fetch-site': 'same-site' } }))).toContain('403');
    expect(await refusal(upgrade(port, { secret, path: '/other' }))).toContain('404');
    expect(core.listeners.size).toBe(listening);
  });

  it('names the protocol in its answer, and no secret', async () => {
    const socket = await open();
    expect(socket.protocol).toBe('miyu');
    socket.terminate();
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
    core.emit('connection', { state: 'online' });
    expect(await message).toEqual({ event: 'connection', value: { state: 'online' } });
    const closed = closeCode(socket);
    socket.close(1000);
    await closed;
    await expect.poll(() => core.listeners.size).toBe(1);
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
    '{"id":1,"call":"app.state","args":{},"end":1}',
    '{"id":1,"end":"1"}',
    '{"id":1,"end":1,"note":1}',
    '{"id":1}',
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
    for (let sent = 0; sent < 400_000; sent++) core.emit('connection', { state: 'online' });
    socket.resume();
    expect(await closed).toBe(1013);
    await expect.poll(() => core.listeners.size).toBe(1);
  });
});
