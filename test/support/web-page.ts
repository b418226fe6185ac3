import { WebSocket } from 'ws';
import {
  BRIDGE_PROTOCOL,
  type PageCredentials,
  SECRET_HEADER,
  TOKEN_HEADER,
} from '../../src-main/contract/browsers.ts';
import type { WebHost } from '../../src-main/web/host.ts';
import { type Answer, askHost } from './ask-host.ts';

type Headers = Record<string, string>;

/** What a page does with the token of its link; `headers` are said in place of the usual ones. */
export function spendToken({ url, port }: Pick<WebHost, 'url' | 'port'>, headers: Headers = {}): Promise<Answer> {
  const { origin, hash } = new URL(url);
  const own = { origin, [TOKEN_HEADER]: hash.slice('#token='.length) };
  return askHost(port, '/session', { method: 'POST', headers: { ...own, ...headers } });
}

/** Comes in with the host's link, which is another one then. */
export async function comeIn(host: Pick<WebHost, 'url' | 'port'>, headers: Headers = {}): Promise<PageCredentials> {
  const { status, body } = await spendToken(host, headers);
  if (status !== 200) throw new Error(`the host answers the token with ${status}`);
  return JSON.parse(body);
}

/** Whether the host takes what a page shows. */
export async function isGood({ port }: Pick<WebHost, 'port'>, { secret }: PageCredentials): Promise<boolean> {
  const { status } = await askHost(port, '/session', { headers: { [SECRET_HEADER]: secret } });
  return status === 204;
}

interface Upgrade {
  secret?: string;
  headers?: Headers;
  path?: string;
}

/** A WebSocket to a host as a page opens it, which may be refused. */
export function upgrade(port: number, { secret, headers = {}, path = '/bridge' }: Upgrade): WebSocket {
  const { origin = `http://127.0.0.1:${port}`, ...others } = headers;
  const protocols = secret === undefined ? [] : [BRIDGE_PROTOCOL, secret];
  return new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { origin, headers: others });
}

type Frame = Record<string, unknown>;

/** The bridge of a page: what the host told it, in order, and the answers to what it asks. */
export class RawPage {
  readonly socket: WebSocket;
  credentials: PageCredentials;
  readonly told: Frame[] = [];
  readonly #answers = new Map<number, (answer: Frame) => void>();
  #lastId = 0;

  private constructor(socket: WebSocket, credentials: PageCredentials) {
    this.socket = socket;
    this.credentials = credentials;
    socket.on('message', (data) => this.#take(JSON.parse(String(data))));
  }

  static async open(port: number, credentials: PageCredentials): Promise<RawPage> {
    const socket = upgrade(port, { secret: credentials.secret });
    const page = new RawPage(socket, credentials);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return page;
  }

  /** @returns the frame with the result or error */
  ask(asked: Frame): Promise<Frame> {
    const id = ++this.#lastId;
    this.socket.send(JSON.stringify({ id, ...asked }));
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  call(name: string, args: object = {}): Promise<Frame> {
    return this.ask({ call: name, args });
  }

  /** The last list of who is served. */
  get browsers(): Frame[] {
    const told = this.told.findLast((frame) => 'browsers' in frame);
    return (told?.browsers ?? []) as Frame[];
  }

  /** The events it was told, by name. */
  get events(): unknown[] {
    return this.told.flatMap(({ event }) => (event === undefined ? [] : [event]));
  }

  closed(): Promise<number> {
    return new Promise((resolve) => this.socket.once('close', resolve));
  }

  #take({ id, ...frame }: Frame): void {
    if (typeof id === 'number') return this.#answers.get(id)?.(frame);
    if ('credentials' in frame) this.credentials = frame.credentials as PageCredentials;
    this.told.push(frame);
  }
}
