import { connect, type Socket } from 'node:net';
import type { Wire } from '../../protocol/index.ts';

/** The channel's view of a TCP socket. */
export class SocketWire implements Wire {
  onData: (chunk: Buffer) => void = () => {};
  onClose: () => void = () => {};
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.onData(chunk));
    socket.once('close', () => this.onClose());
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  write(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

/** Opens a TCP connection. Rejects with the socket's error, or when it takes longer than `timeoutMs`. */
export function openSocket(host: string, port: number, timeoutMs: number): Promise<SocketWire> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => socket.destroy(new Error('connecting took too long')), timeoutMs);
    // After the connection is made 'close' follows every error, and is all that the channel needs to know.
    socket.on('error', reject);
    socket.once('close', () => clearTimeout(timer));
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(new SocketWire(socket));
    });
  });
}
