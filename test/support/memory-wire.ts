import type { Wire } from '../../protocol/index.ts';

/** What happens to the bytes of one direction on their way: returns what arrives instead. */
export type Tap = (chunk: Buffer) => Buffer[];

/** One end of a connection in memory. Bytes arrive in a later turn, as they do from a socket. */
export class MemoryWire implements Wire {
  onData: (chunk: Buffer) => void = () => {};
  onClose: () => void = () => {};
  bufferedBytes = 0;
  readonly written: Buffer[] = [];
  destroyed = false;
  #peer: MemoryWire | undefined;
  #tap: Tap;
  #gone = false;

  constructor(tap: Tap = (chunk) => [chunk]) {
    this.#tap = tap;
  }

  static pair(taps: { fromClient?: Tap; fromServer?: Tap } = {}): { client: MemoryWire; server: MemoryWire } {
    const client = new MemoryWire(taps.fromClient);
    const server = new MemoryWire(taps.fromServer);
    client.#peer = server;
    server.#peer = client;
    return { client, server };
  }

  write(bytes: Buffer): void {
    this.written.push(bytes);
    for (const chunk of this.#tap(bytes)) setImmediate(() => this.#peer?.arrive(chunk));
  }

  arrive(chunk: Buffer): void {
    if (!this.#gone) this.onData(chunk);
  }

  end(): void {
    setImmediate(() => this.#peer?.vanish());
  }

  destroy(): void {
    this.destroyed = true;
    setImmediate(() => {
      this.vanish();
      this.#peer?.vanish();
    });
  }

  vanish(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.onClose();
  }
}
