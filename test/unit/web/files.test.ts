import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { FILE_SIZE_LIMIT, type Staged, type StagedId } from '../../../src-main/contract/attachment.ts';
import { type PageCredentials, SECRET_HEADER } from '../../../src-main/contract/browsers.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import { startWebHost, type WebHost } from '../../../src-main/web/host.ts';
import { type Answer, askHost } from '../../support/ask-host.ts';
import { FakeCore, fakeMedia } from '../../support/fake-core.ts';
import { comeIn, RawPage } from '../../support/web-page.ts';

const staged: Staged = { id: 'A'.repeat(22) as StagedId, name: 'n', size: 1, type: 't' };
const ref = `message/${'m'.repeat(22)}/full`;
const bytes = randomBytes(10_000);

let core: FakeCore;
let host: WebHost;
let origin: string;
let credentials: PageCredentials;
/** the address of a picture, for the page that came in */
let picture: string;

beforeEach(async () => {
  const rendererFolder = await mkdtemp(path.join(tmpdir(), 'miyu-web-'));
  await writeFile(path.join(rendererFolder, 'index.html'), '<!doctype html>page');
  core = new FakeCore();
  core.open();
  host = await startWebHost({ core, rendererFolder });
  origin = `http://127.0.0.1:${host.port}`;
  credentials = await comeIn(host);
  picture = `/media/${credentials.media}/${ref}`;
  return async () => {
    await host.close();
    await rm(rendererFolder, { recursive: true });
  };
});

/** As our own page would; what is undefined is left out. */
function ownHeaders(changes: Record<string, string | undefined>): Record<string, string> {
  const headers = { origin, [SECRET_HEADER]: credentials.secret, 'x-miyu-name': 'a.txt', ...changes };
  return Object.fromEntries(Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function stage(body: Uint8Array, changes: Record<string, string | undefined> = {}): Promise<Answer> {
  return askHost(host.port, '/stage', { method: 'POST', headers: ownHeaders(changes), body });
}

/** A request whose body is still being written. */
function beginStaging(): ClientRequest {
  return httpRequest({ host: '127.0.0.1', port: host.port, path: '/stage', method: 'POST', headers: ownHeaders({}) });
}

function show(url: string, changes: Record<string, string | undefined> = {}, method = 'GET'): Promise<Answer> {
  return askHost(host.port, url, {
    method,
    headers: ownHeaders({ origin: undefined, [SECRET_HEADER]: undefined, ...changes }),
  });
}

describe('taking files in', () => {
  it('hands the body to the core, with its name and type, and answers what the core says', async () => {
    const taken: unknown[] = [];
    core.taken = async (file, content) => {
      taken.push(file, await buffer(content));
      return staged;
    };
    const headers = { 'x-miyu-name': encodeURIComponent('假期 ☀.png'), 'content-type': 'image/png' };
    const { status, body } = await stage(bytes, headers);
    expect([status, JSON.parse(body)]).toEqual([200, { ok: staged }]);
    expect(taken).toEqual([{ name: '假期 ☀.png', type: 'image/png' }, bytes]);
  });

  it('answers errors of the core as those', async () => {
    core.taken = () => Promise.reject(new ContractError('disk-full'));
    const { status, body, headers } = await stage(bytes);
    expect([status, JSON.parse(body)]).toEqual([200, { error: { code: 'disk-full' } }]);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['without a secret', 401, { [SECRET_HEADER]: undefined }],
    ['with a wrong one', 401, { [SECRET_HEADER]: 'AAAA' }],
    ['without an origin', 403, { origin: undefined }],
    ['from another origin', 403, { origin: 'http://evil.example' }],
    ['from a sandboxed page', 403, { origin: 'null' }],
    ['for another host name', 403, { host: 'evil.example' }],
    ['caused by another site', 403, { 'sec-fetch-site': 'cross-site' }],
    ['without a name', 400, { 'x-miyu-name': undefined }],
    ['with a name that cannot be read', 400, { 'x-miyu-name': '%ff' }],
  ])('refuses a file %s', async (_how, status, changes) => {
    core.taken = () => Promise.reject(new Error('it was taken'));
    expect(await stage(Buffer.from('x'), changes)).toMatchObject({ status, body: '' });
  });

  it('refuses other methods', async () => {
    for (const method of ['GET', 'PUT', 'OPTIONS']) {
      expect(await askHost(host.port, '/stage', { method, headers: ownHeaders({}) })).toMatchObject({ status: 405 });
    }
  });

  it('refuses what is too large by its announced length, before a byte of it', async () => {
    core.taken = () => Promise.reject(new Error('it was taken'));
    const request = beginStaging();
    request.setHeader('content-length', FILE_SIZE_LIMIT + 1);
    request.flushHeaders();
    const [response] = await once(request, 'response');
    expect(JSON.parse(String(await buffer(response)))).toEqual({ error: { code: 'too-large' } });
    request.destroy();
  });

  it('tells the core when the page gives up', async () => {
    const ended = Promise.withResolvers<unknown>();
    const begun = Promise.withResolvers<void>();
    core.taken = async (_file, content) => {
      try {
        for await (const _piece of content) begun.resolve();
      } catch (error) {
        ended.resolve(error);
        throw error;
      }
      return staged;
    };
    const request = beginStaging();
    request.on('error', () => {});
    request.write(bytes);
    await begun.promise;
    request.destroy();
    expect(await ended.promise).toEqual(new ContractError('cancelled'));
  });

  it('answers why the core gave up in the middle, after the rest has been sent', async () => {
    core.taken = async (_file, content) => {
      for await (const _piece of content) throw new ContractError('disk-full');
      return staged;
    };
    const { status, body } = await stage(randomBytes(20 * 1024 * 1024));
    expect([status, JSON.parse(body)]).toEqual([200, { error: { code: 'disk-full' } }]);
  });

  it('survives a page that leaves after it was refused', async () => {
    const request = beginStaging();
    request.on('error', () => {});
    request.write(bytes);
    await once(request, 'response');
    request.destroy();
    expect((await askHost(host.port, '/')).status).toBe(200);
  });

  it('reads no faster than the core takes', async () => {
    const goOn = Promise.withResolvers<void>();
    const digest = createHash('sha256');
    let taken = 0;
    core.taken = async (_file, content) => {
      for await (const piece of content) {
        digest.update(piece);
        taken += piece.length;
        await goOn.promise;
      }
      return staged;
    };
    const large = randomBytes(32 * 1024 * 1024);
    const request = beginStaging();
    const answered = once(request, 'response');
    request.end(large);
    await expect.poll(() => taken).toBeGreaterThan(0);
    await askHost(host.port, '/');
    expect(taken).toBeLessThan(1024 * 1024);
    expect(request.writableLength).toBeGreaterThan(0);

    goOn.resolve();
    await answered;
    expect(digest.digest('hex')).toBe(createHash('sha256').update(large).digest('hex'));
  });
});

describe('media', () => {
  beforeEach(() => {
    core.shown = async ({ of, part }) =>
      of === 'message' && part === 'full' ? fakeMedia('image/png', bytes) : undefined;
  });

  it('is served whole, never to be kept or taken for something else', async () => {
    const { status, headers, bytes: body } = await show(picture);
    expect(status).toBe(200);
    expect(body).toEqual(bytes);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': '10000',
      'cache-control': 'no-store',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=1500-2499', 1500, 2500],
    ['bytes=9000-', 9000, 10_000],
    ['bytes=9000-99999', 9000, 10_000],
    ['bytes=-10', 9990, 10_000],
    ['bytes=-99999', 0, 10_000],
  ])('is served in the part %s', async (range, from, to) => {
    const { status, headers, bytes: body } = await show(picture, { range });
    expect([status, headers['content-range']]).toEqual([206, `bytes ${from}-${to - 1}/10000`]);
    expect(headers['content-length']).toBe(String(to - from));
    expect(body).toEqual(bytes.subarray(from, to));
  });

  it.each(['bytes=10000-', 'bytes=99999-100000', 'bytes=-0'])('has no part %s', async (range) => {
    const { status, headers, body } = await show(picture, { range });
    expect([status, headers['content-range'], body]).toEqual([416, 'bytes */10000', '']);
  });

  it.each(['bytes=5-2', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=-', 'bytes=a-b', ''])(
    'is served whole for %j',
    async (range) => expect(await show(picture, { range })).toMatchObject({ status: 200, bytes }),
  );

  it('answers HEAD with the length, and no other method', async () => {
    const { status, headers, body } = await show(picture, {}, 'HEAD');
    expect([status, headers['content-length'], body]).toEqual([200, '10000', '']);
    expect(await show(picture, { origin }, 'POST')).toMatchObject({ status: 405, body: '' });
    expect(await show(picture, { origin }, 'DELETE')).toMatchObject({ status: 405, body: '' });
  });

  it('is for pages that were let in, whose addresses say so', async () => {
    const wrong = 'A'.repeat(43);
    expect(await show(`/media/${ref}`)).toMatchObject({ status: 401, body: '' });
    expect(await show(`/media/${wrong}/${ref}`)).toMatchObject({ status: 401, body: '' });
    expect(await show(`/media/${credentials.secret}/${ref}`)).toMatchObject({ status: 401, body: '' });
    expect(await show(picture, { 'sec-fetch-site': 'same-site' })).toMatchObject({ status: 403, body: '' });
    expect(await show(picture, { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403, body: '' });
    expect(await show(picture, { host: `evil.example:${host.port}` })).toMatchObject({ status: 403, body: '' });
  });

  it('gives nothing but media to whom has its address', async () => {
    const headers = { [SECRET_HEADER]: credentials.media };
    expect(await stage(Buffer.from('x'), headers)).toMatchObject({ status: 401 });
    await expect(RawPage.open(host.port, { ...credentials, secret: credentials.media })).rejects.toThrow('401');
  });

  it.each(['lock', 'logout'] as const)('is for nobody after a %s', async (how) => {
    core.close(how);
    core.open();
    core.close(how);
    expect(await show(picture)).toMatchObject({ status: 401, body: '' });
    expect(await stage(Buffer.from('x'))).toMatchObject({ status: 401 });
  });

  it.each([
    `message/${'m'.repeat(22)}/thumbnail`,
    `staged/${'m'.repeat(22)}/full`,
    `message/${'m'.repeat(22)}/full/`,
    `message/${'m'.repeat(22)}/other`,
    `message/${'m'.repeat(21)}/full`,
    'message/..%2f..%2f..%2fetc%2fpasswd/full',
    '../media/message/full',
    '/etc/passwd',
    '',
  ])('has nothing at %s', async (url) => {
    expect(await show(`/media/${credentials.media}/${url}`)).toMatchObject({ status: 404, body: '' });
  });

  it('has nothing where the core fails', async () => {
    core.shown = () => Promise.reject(new ContractError('no-session'));
    expect(await show(picture)).toMatchObject({ status: 404, body: '' });
  });

  it('ends the connection where the bytes break off', async () => {
    core.shown = async () => ({
      ...fakeMedia('image/png', bytes),
      async *read() {
        yield bytes.subarray(0, 10);
        throw new ContractError('file-gone');
      },
    });
    await expect(show(picture)).rejects.toThrow();
    expect((await askHost(host.port, '/')).status).toBe(200);
  });

  it.each(['another tab', 'a lock'])('breaks off when %s ends the session', async (what) => {
    const stopped = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    core.shown = async () => ({
      ...fakeMedia('audio/webm', bytes),
      size: Number.MAX_SAFE_INTEGER,
      async *read() {
        try {
          for (;;) {
            yield bytes;
            begun.resolve();
          }
        } finally {
          stopped.resolve();
        }
      },
    });
    const shown = show(picture);
    await begun.promise;
    const other = await RawPage.open(host.port, await comeIn(host));
    if (what === 'a lock') core.close('lock');
    else expect(await other.ask({ end: 1 })).toEqual({});
    await expect(shown).rejects.toThrow();
    await stopped.promise;
    other.socket.terminate();
  });

  it('stops reading when the page has gone', async () => {
    const stopped = Promise.withResolvers<void>();
    core.shown = async () => ({
      ...fakeMedia('audio/webm', bytes),
      size: Number.MAX_SAFE_INTEGER,
      async *read() {
        try {
          for (;;) yield bytes;
        } finally {
          stopped.resolve();
        }
      },
    });
    const request = httpRequest({ host: '127.0.0.1', port: host.port, path: picture });
    request.on('error', () => {});
    request.end();
    await once(request, 'response');
    request.destroy();
    await stopped.promise;
  });
});
