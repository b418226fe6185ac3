import { ChannelError } from '../errors.ts';
import { type Frame, FrameDecoder } from '../frame.ts';
import { FRAME_LIMIT_BEFORE_LOGIN } from '../limits.ts';
import type { Wire } from '../wire.ts';

interface Waiting {
  resolve(frame: Frame): void;
  reject(error: unknown): void;
}

/** Frames of a wire one at a time, for the handshake; bytes that come too early stay in the decoder. */
export class FrameReader {
  readonly decoder = new FrameDecoder(FRAME_LIMIT_BEFORE_LOGIN);
  #waiting: Waiting | undefined;
  #closed = false;

  constructor(wire: Wire) {
    wire.onData = (chunk) => {
      this.decoder.push(chunk);
      this.#serve();
    };
    wire.onClose = () => {
      this.#closed = true;
      this.#serve();
    };
  }

  read(): Promise<Frame> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#serve();
    });
  }

  #serve(): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    try {
      const frame = this.decoder.next();
      if (!frame && !this.#closed) return;
      this.#waiting = undefined;
      if (frame) waiting.resolve(frame);
      else waiting.reject(new ChannelError('cut-off'));
    } catch (error) {
      this.#waiting = undefined;
      waiting.reject(error);
    }
  }
}
