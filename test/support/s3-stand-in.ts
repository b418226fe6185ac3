import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** What makes the next requests fail: with this status and code, or by breaking off. */
type Failure = { status: number; code: string } | 'hang up';

const ACCESS_KEY = 'stand-in';
const SECRET_KEY = 'the secret of the stand-in';
const REGION = 'here';
const BUCKET = 'bucket';

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();

/**
 * Stands in for an S3 server where there is none: one bucket in memory behind HTTP on the loopback, with signatures (version
 * 4) checked as Amazon describes them. Not a proof that real ones do the same.
 */
export class S3StandIn {
  readonly target;
  readonly objects = new Map<string, Buffer>();
  /** names in one page of a listing */
  pageSize = 1000;
  /** bytes of all objects */
  quota = Number.POSITIVE_INFINITY;
  /** one for each of the next requests */
  readonly failures: Failure[] = [];
  /** requests wait for it before they are answered */
  answering: Promise<void> = Promise.resolve();
  /** method and path of each request */
  readonly requests: string[] = [];
  /** the most requests that were answered at once */
  mostAtOnce = 0;
  #underWay = 0;

  private constructor(port: number) {
    const endpoint = `http://127.0.0.1:${port}`;
    this.target = {
      endpoint,
      region: REGION,
      bucket: BUCKET,
      prefix: 'test/',
      accessKey: ACCESS_KEY,
      secretKey: SECRET_KEY,
    };
  }

  static async start(): Promise<S3StandIn> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const standIn = new S3StandIn((server.address() as AddressInfo).port);
    server.on('request', (request, response) => void standIn.#serve(request, response));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return standIn;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#underWay);
    const body = await buffer(request);
    this.#underWay -= 1;
    this.requests.push(`${request.method} ${request.url}`);
    await this.answering;
    const failure = this.failures.shift();
    if (failure === 'hang up') request.socket.destroy();
    else if (failure) refuse(response, failure.status, failure.code);
    else this.#answer(request, body, response);
  }

  #answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const wrong = whatIsWrong(request, body);
    if (wrong) return refuse(response, 403, wrong);
    const url = new URL(request.url ?? '', 'http://localhost');
    const [, bucket, ...names] = decodeURIComponent(url.pathname).split('/');
    const key = names.join('/');
    if (bucket !== BUCKET) return refuse(response, 404, 'NoSuchBucket');
    switch (request.method) {
      case 'PUT':
        return this.#put(key, body, response);
      case 'GET':
        return key === '' ? this.#list(url.searchParams, response) : this.#get(key, request, response);
      case 'POST':
        return this.#remove(request, body, response);
      default:
        return refuse(response, 405, 'MethodNotAllowed');
    }
  }

  #put(key: string, body: Buffer, response: ServerResponse): void {
    const before = [...this.objects.values()].reduce((sum, { length }) => sum + length, 0);
    if (before + body.length > this.quota) return refuse(response, 403, 'QuotaExceeded');
    this.objects.set(key, body);
    response.end();
  }

  #get(key: string, request: IncomingMessage, response: ServerResponse): void {
    const object = this.objects.get(key);
    if (!object) return refuse(response, 404, 'NoSuchKey');
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    response.writeHead(206).end(object.subarray(Number(first), Number(last) + 1));
  }

  #list(query: URLSearchParams, response: ServerResponse): void {
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter');
    const after = query.get('continuation-token') ?? '';
    const found = [...this.objects.keys()].filter((key) => key.startsWith(prefix));
    const cut = (key: string) => {
      const at = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? key : key.slice(0, at + 1);
    };
    const names = [...new Set(found.map(cut))].sort().filter((name) => `&${name}` > after);
    const page = names.slice(0, Math.min(this.pageSize, Number(query.get('max-keys') ?? 1000)));
    // a token is whatever the store likes, also what XML must write otherwise
    const next = page.length < names.length ? `<NextContinuationToken>&amp;${page.at(-1)}</NextContinuationToken>` : '';
    response.end(
      `<?xml version="1.0"?><ListBucketResult>${page.map((name) => this.#entry(name)).join('')}${next}</ListBucketResult>`,
    );
  }

  #entry(name: string): string {
    const object = this.objects.get(name);
    if (!object) return `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`;
    return `<Contents><Key>${name}</Key><Size>${object.length}</Size></Contents>`;
  }

  #remove(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    if (createHash('md5').update(body).digest('base64') !== request.headers['content-md5']) {
      return refuse(response, 400, 'BadDigest');
    }
    for (const [, key = ''] of body.toString().matchAll(/<Key>(.*?)<\/Key>/g)) this.objects.delete(key);
    response.end('<?xml version="1.0"?><DeleteResult/>');
  }
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status).end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`);
}

/** The code of what is wrong with a request's signature, if anything is. */
function whatIsWrong({ method, url, headers }: IncomingMessage, body: Buffer): string | undefined {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      headers.authorization ?? '',
    );
  const [, accessKey, day = '', region = '', names = '', signature] = match ?? [];
  if (accessKey !== ACCESS_KEY) return 'InvalidAccessKeyId';
  if (region !== REGION) return 'AuthorizationHeaderMalformed';
  if (headers['x-amz-content-sha256'] !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  if (!names.split(';').includes('x-amz-content-sha256')) return 'AccessDenied';
  const [path, query = ''] = (url ?? '').split('?');
  const signed = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const sorted = query === '' ? '' : query.replaceAll('+', '%20').split('&').sort().join('&');
  const canonical = [method, path, sorted, signed.join(''), names, sha256(body)].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${SECRET_KEY}`, day));
  const expected = hmac(key, ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n'));
  return expected.toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
}
