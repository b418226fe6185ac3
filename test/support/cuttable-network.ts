import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

type Towards = 'server' | 'client';

interface Mark {
  towards: Towards;
  bytes: number;
  reached(): void;
}

/** The way to a server, which can be cut, and which counts what passes. It is gone after the test. */
export class CuttableNetwork {
  readonly passed: Record<Towards, number> = { server: 0, client: 0 };
  /** connections made so far */
  connections = 0;
  /** so many of the next connections are ended at once */
  refusals = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server;
  #marks: Mark[] = [];

  private constructor(port: number) {
    this.#server = createServer((client) => {
      this.connections += 1;
      if (this.refusals > 0) {
        this.refusals -= 1;
        client.destroy();
        return;
      }
      const server = connect({ port, host: '127.0.0.1' });
      this.#pipe(client, server, 'server');
      this.#pipe(server, client, 'client');
    });
  }

  static async start(port: number): Promise<CuttableNetwork> {
    const network = new CuttableNetwork(port);
    network.#server.listen(0, '127.0.0.1');
    await once(network.#server, 'listening');
    onTestFinished(async () => {
      network.cut();
      network.#server.close();
      await once(network.#server, 'close');
    });
    return network;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get isInUse(): boolean {
    return this.#sockets.size > 0;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resolves when so many more bytes have passed. */
  passes(towards: Towards, bytes: number): Promise<void> {
    return new Promise((reached) => this.#marks.push({ towards, bytes: this.passed[towards] + bytes, reached }));
  }

  /** Cuts everything when so many more bytes have passed; resolves then. */
  async cutAfter(towards: Towards, bytes: number): Promise<void> {
    await this.passes(towards, bytes);
    this.cut();
  }

  #pipe(from: Socket, to: Socket, towards: Towards): void {
    this.#sockets.add(from);
    // an end that is cut off says so with an error; what counts is that it has closed
    from
      .on('error', () => {})
      .on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    from.on('data', (chunk) => {
      if (!to.write(chunk)) from.pause();
      this.#count(towards, chunk.length);
    });
    to.on('drain', () => from.resume());
  }

  #count(towards: Towards, bytes: number): void {
    this.passed[towards] += bytes;
    const isReached = (mark: Mark) => mark.towards === towards && mark.bytes <= this.passed[towards];
    const reached = this.#marks.filter(isReached);
    this.#marks = this.#marks.filter((mark) => !isReached(mark));
    for (const mark of reached) mark.reached();
  }
}
