import { hash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import type { Config } from '../config.ts';
import { deletionOf, type Listing, readErrorCode, readListing } from './s3-answers.ts';
import { MissingBytesError, StoreFullError, StoreUnavailableError } from './store.ts';
import { Turns } from './turns.ts';

/** The object store has refused something. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  /** as S3 names it, or HTTP's number where the store has not said more */
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string) {
    super(`the object store answered ${code}`);
    this.status = status;
    this.code = code;
  }
}

interface Ask {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** the bucket itself when left out */
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

/** Requests at once: each holds a chunk or two in memory. */
const AT_ONCE = 16;
/** All tries together take less than the time that a client waits for its reply. */
const TRIES = 4;
const TIMEOUT_MS = 4_000;
const FIRST_WAIT_MS = 100;
const TOO_MANY_REQUESTS = 429;
const NOT_FOUND = 404;
const INSUFFICIENT_STORAGE = 507;
const FULL = ['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'InsufficientStorage'];
const PASSING = ['RequestTimeout', 'SlowDown', 'OperationAborted'];

/** A bucket of an S3-compatible object store, addressed by path. What fails for a moment is tried again. */
export class S3Bucket {
  readonly #target: Config['s3'];
  readonly #url: string;
  readonly #turns = new Turns(AT_ONCE);
  /** keys derived from the secret, one a day */
  readonly #derived = new Map<string, ArrayBuffer>();
  readonly #wait: (ms: number) => Promise<unknown>;

  /** @param wait resolves after so many milliseconds */
  constructor(target: Config['s3'], wait: (ms: number) => Promise<unknown> = setTimeout) {
    this.#target = target;
    this.#url = `${target.endpoint.replace(/\/+$/, '')}/${target.bucket}`;
    this.#wait = wait;
  }

  /** @throws StoreFullError, StoreUnavailableError, S3Error; so do all others */
  put(key: string, body: Uint8Array): Promise<void> {
    return this.#ask({ method: 'PUT', key, body }, drain);
  }

  /** Fills `target` with the object's first bytes. @throws MissingBytesError when so many are not there */
  async get(key: string, target: Buffer): Promise<void> {
    const headers = { range: `bytes=0-${target.length - 1}` };
    try {
      await this.#ask({ method: 'GET', key, headers }, (response) => fill(target, response));
    } catch (error) {
      const isMissing = error instanceof S3Error && error.code === 'NoSuchKey';
      throw isMissing ? new MissingBytesError('a chunk of a blob is gone') : error;
    }
  }

  /** @param query `prefix` and others of ListObjectsV2 */
  async list(query: Record<string, string>): Promise<Listing> {
    return readListing(
      await this.#ask({ method: 'GET', query: { 'list-type': '2', ...query } }, (answer) => answer.text()),
    );
  }

  /** The objects below a prefix, in order of their names. */
  async *objects(prefix: string): AsyncGenerator<{ key: string; size: number }> {
    for await (const { objects } of this.pages({ prefix })) yield* objects;
  }

  async *pages(query: Record<string, string>): AsyncGenerator<Listing> {
    for (let next: string | undefined = ''; next !== undefined; ) {
      const page: Listing = await this.list(next === '' ? query : { ...query, 'continuation-token': next });
      yield page;
      next = page.next;
    }
  }

  /** @param keys 1000 at most; those that do not exist are harmless */
  async remove(keys: readonly string[]): Promise<void> {
    const body = Buffer.from(deletionOf(keys));
    const headers = { 'content-md5': hash('md5', body, 'base64') };
    const answer = await this.#ask({ method: 'POST', query: { delete: '' }, headers, body }, (response) =>
      response.text(),
    );
    const code = readErrorCode(answer);
    if (code !== undefined) throw new S3Error(200, code);
  }

  #ask<T>(ask: Ask, use: (response: Response) => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      for (let tried = 1; ; tried += 1) {
        try {
          return await this.#askOnce(ask, use);
        } catch (error) {
          if (!isPassing(error)) throw error;
          if (tried === TRIES) throw new StoreUnavailableError('the object store does not answer', { cause: error });
        }
        // not all at the same time again
        await this.#wait(FIRST_WAIT_MS * 2 ** (tried - 1) * (0.5 + Math.random()));
      }
    });
  }

  async #askOnce<T>(ask: Ask, use: (response: Response) => Promise<T>): Promise<T> {
    const { method, url, headers } = await this.#sign(ask);
    const body = ask.body && { body: isUnshared(ask.body) ? ask.body : Uint8Array.from(ask.body) };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { method, headers, ...body, signal, redirect: 'manual' });
    if (!response.ok) throw errorOf(response.status, await response.text());
    return use(response);
  }

  #sign({ method, key, query, headers, body }: Ask) {
    const url = new URL(key === undefined ? this.#url : `${this.#url}/${key}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const { region, accessKey, secretKey } = this.#target;
    return new AwsV4Signer({
      method,
      url: url.toString(),
      // the store compares it: what was damaged on the way is refused
      headers: { ...headers, 'x-amz-content-sha256': hash('sha256', body ?? '') },
      accessKeyId: accessKey,
      secretAccessKey: secretKey,
      service: 's3',
      region,
      cache: this.#derived,
    }).sign();
  }
}

function errorOf(status: number, body: string): Error {
  const code = readErrorCode(body) ?? (status === NOT_FOUND ? 'NoSuchKey' : `HTTP ${status}`);
  if (status === INSUFFICIENT_STORAGE || FULL.includes(code))
    return new StoreFullError(`the object store is full (${code})`);
  return new S3Error(status, code);
}

/** Node's fetch takes no memory that other threads might write to. */
function isUnshared(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer;
}

/** It may be better in a moment. What is neither of ours comes from the network. */
function isPassing(error: unknown): boolean {
  if (error instanceof S3Error) {
    return error.status >= 500 || error.status === TOO_MANY_REQUESTS || PASSING.includes(error.code);
  }
  return !(error instanceof StoreFullError || error instanceof MissingBytesError);
}

/** A connection is used again only when the answer was read to its end. */
async function drain(response: Response): Promise<void> {
  await response.arrayBuffer();
}

async function fill(target: Buffer, response: Response): Promise<void> {
  let filled = 0;
  for await (const part of response.body ?? []) {
    const wanted = part.subarray(0, target.length - filled);
    target.set(wanted, filled);
    filled += wanted.length;
  }
  if (filled < target.length) throw new MissingBytesError('a chunk of a blob is too short');
}
