import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type AccountId,
  acceptChannel,
  type Channel,
  ChannelError,
  connectChannel,
  type Event,
  type EventName,
  formatInvitation,
  type NoticeName,
  OperationError,
  type Reply,
  type Request,
  type RequestName,
  type ServerIdentity,
} from '../../protocol/index.ts';
import { openSocket, SocketWire } from '../../src-main/core/socket-wire.ts';
import type { TestServer } from './server.ts';

/** Who is signed in on the connection that is being lied to. */
export interface Victim {
  account: AccountId | undefined;
}

/** What a lying server changes. An event becomes none, one or several: dropped, changed, replayed, kept back. */
export interface Lies {
  replies?: {
    [N in RequestName]?: (reply: Reply<N>, params: Request<N>, victim: Victim) => Reply<N> | Promise<Reply<N>>;
  };
  requests?: { [N in RequestName]?: (params: Request<N>, victim: Victim) => Request<N> };
  events?: { [N in EventName]?: (params: Event<N>, victim: Victim) => Event<N>[] };
}

const clocks = { now: () => performance.now(), wallClock: () => Date.now() };

/**
 * A server that has the keys of an honest one, and changes what passes on its way. Sessions cannot be resumed through it:
 * each leg has its own exporter.
 */
export async function startLyingServer(truth: TestServer, lies: Lies) {
  const identity = await readIdentity(truth.folder);
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    relay(socket, identity, truth, lies).catch((error) => {
      if (!(error instanceof ChannelError)) throw error;
      socket.destroy();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => listener.close(resolve));
  });
  const { port } = listener.address() as AddressInfo;
  return { port, invitation: formatInvitation({ host: '127.0.0.1', port, fingerprint: truth.server.fingerprint }) };
}

async function relay(socket: Socket, identity: ServerIdentity, { server }: TestServer, lies: Lies): Promise<void> {
  const client = await acceptChannel(new SocketWire(socket), { identity, now: clocks.now });
  const wire = await openSocket('127.0.0.1', server.port, 5_000);
  const { channel: upstream } = await connectChannel(wire, { pin: server.fingerprint, ...clocks });
  const victim: Victim = { account: undefined };
  const stream = new DeliveryStream();
  client.start({
    request: (name, id, params) => void ask(client, upstream, { name, id, params }, lies, victim),
    notice: (name, params) => {
      if (name !== 'message.ack') return upstream.notice(name, params);
      const upTo = stream.upstreamOf((params as { upTo: number }).upTo);
      upstream.notice('message.ack' satisfies NoticeName, { upTo });
    },
    closed: () => upstream.close('ended'),
  });
  upstream.start({
    event: (name, params) => {
      const lie = lies.events?.[name];
      const told = lie ? lie(params, victim) : [params];
      for (const each of told) client.event(name, stream.renumber(name, params, each));
    },
    closed: (reason) => client.close(reason),
  });
}

async function ask<N extends RequestName>(
  client: Channel,
  upstream: Channel,
  { name, id, params }: { name: N; id: number; params: Request<N> },
  { requests, replies }: Lies,
  victim: Victim,
): Promise<void> {
  try {
    const reply = await upstream.request(name, requests?.[name]?.(params, victim) ?? params);
    if (name === 'account.login') {
      victim.account = (reply as Reply<'account.login'>).profile.account;
      for (const channel of [client, upstream]) channel.allowLargeFrames();
    }
    client.reply(name, id, (await replies?.[name]?.(reply, params, victim)) ?? reply);
  } catch (error) {
    if (error instanceof OperationError) client.fail(name, id, error);
    else if (!(error instanceof ChannelError)) throw error;
  }
}

/** Deliveries are numbered for each connection; one that was dropped or doubled must leave no gap. */
class DeliveryStream {
  #last = 0;
  readonly #upstream = new Map<number, number>();

  renumber<N extends EventName>(name: N, original: Event<N>, told: Event<N>): Event<N> {
    if (name !== 'message.deliver' && name !== 'message.expire') return told;
    this.#last += 1;
    this.#upstream.set(this.#last, (original as { seq: number }).seq);
    return { ...told, seq: this.#last };
  }

  upstreamOf(seq: number): number {
    return this.#upstream.get(seq) ?? seq;
  }
}

async function readIdentity(folder: string): Promise<ServerIdentity> {
  const [server, authority] = await Promise.all(
    ['server.pem', 'authority.pem'].map((file) => readFile(join(folder, file), 'utf8')),
  );
  if (!server || !authority) throw new Error('no identity');
  const certificate = (pem: string) => new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'))).raw;
  return { chain: [certificate(server), certificate(authority)], privateKey: createPrivateKey(server) };
}
