import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { acceptChannel, ChannelError, type CloseReason, type ServerIdentity } from '../protocol/index.ts';
import { addressGroups, plainAddress } from './address.ts';
import { Admission } from './admission.ts';
import { Connection, type ConnectionContext } from './connection.ts';
import { Dispatcher } from './dispatch.ts';
import { HandshakeTurns } from './handshake-turns.ts';
import { loadIdentity } from './identity.ts';
import type { Services } from './services.ts';
import { signOut } from './sign-in.ts';
import { Turns } from './turns.ts';

/** Accepts connections, keeps them while they last, and sends them home. */
export class Door {
  readonly admission: Admission;
  readonly #services: Services;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  readonly #dispatcher: Dispatcher;
  readonly #context: ConnectionContext;
  readonly #handshakes: HandshakeTurns;
  #identity: ServerIdentity;
  #onEmpty: () => void = () => {};

  constructor(services: Services, identity: ServerIdentity) {
    const { config, now } = services;
    this.#services = services;
    this.#identity = identity;
    this.admission = new Admission(config.limits, now);
    this.#handshakes = new HandshakeTurns(config.limits.signatures, now);
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#dispatcher = new Dispatcher(services);
    this.#context = {
      config,
      dispatcher: this.#dispatcher,
      turns: new Turns(now),
      now,
      onEnd: (connection, reason) => this.#ended(connection, reason),
    };
  }

  async open(): Promise<{ port: number }> {
    const { listen, port } = this.#services.config;
    this.#server.listen({ port, ...(listen === undefined ? {} : { host: listen }) });
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening on a TCP port');
    return { port: address.port };
  }

  /** Takes no new connections; resolves when the last one has ended. */
  close(): Promise<void> {
    this.#handshakes.stop();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** Says goodbye to everyone; cuts off those who have not gone after that time. */
  async sendHome(patienceMs: number): Promise<void> {
    const { promise: empty, resolve } = Promise.withResolvers<void>();
    this.#onEmpty = resolve;
    for (const connection of this.#connections) connection.dismiss();
    if (this.#connections.size > 0) {
      const patience = setTimeout(() => {
        for (const connection of this.#connections) connection.destroy();
      }, patienceMs);
      await empty;
      clearTimeout(patience);
    }
    await this.#dispatcher.idle();
  }

  tick(): void {
    for (const connection of this.#connections) connection.tick();
  }

  async renewIdentity(): Promise<void> {
    const { config, wallClock } = this.#services;
    const { identity } = await loadIdentity(config.data, {
      name: config.name,
      now: new Date(wallClock()),
      isNew: false,
    });
    this.#identity = identity;
  }

  #accept(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress);
    const place = this.admission.enter(address);
    if (!place || this.#services.isStopping) {
      place?.leave();
      socket.destroy();
      return;
    }
    const connection = new Connection(socket, place, this.#context);
    this.#connections.add(connection);
    socket.once('close', () => this.#gone(connection));
    const whose = addressGroups(address).at(-1) ?? address;
    const turn = () => connection.waitForTurn((isGone) => this.#handshakes.take(whose, isGone));
    acceptChannel(connection, { identity: this.#identity, now: this.#services.now, turn }).then(
      (channel) => connection.start(channel),
      (error) => this.#refused(connection, error),
    );
  }

  #refused(connection: Connection, error: unknown): void {
    connection.destroy();
    const { log } = this.#services;
    if (error instanceof ChannelError) log.debug({ peer: connection.peer, reason: error.reason }, 'handshake failed');
    else log.error({ err: error }, 'handshake failed');
  }

  #ended(connection: Connection, reason: CloseReason): void {
    const account = connection.signedIn?.member.account;
    signOut(this.#services, connection);
    this.#services.log.debug({ account, reason, connections: this.#connections.size }, 'connection ended');
  }

  #gone(connection: Connection): void {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) this.#onEmpty();
  }
}
