import { BATCH_ENTRY_SIZE, BATCH_HEAD_SIZE, encode, encodeBatch } from './codec.ts';
import { BATCH_OPERATIONS_LIMIT, FRAME_LIMIT, FRAME_LIMIT_BEFORE_LOGIN } from './limits.ts';
import { ChannelCode, isChannelCode } from './operations/channel.ts';
import { payloadLimit, type Sealer } from './record.ts';

interface Outgoing {
  code: number;
  payload: Buffer;
}

const NONE: Outgoing = { code: 0, payload: Buffer.alloc(0) };

/** Operations on their way out: encoded when they are added, put into as few frames as they fit when they leave. */
export class Outbound {
  readonly #sealer: Sealer;
  #limit: number;
  #operations: Outgoing[] = [];
  #bytes = 0;

  /**
   * The server has proved itself to its client, so what it sends may be large at once; the reverse waits for the login.
   */
  constructor(sealer: Sealer, role: 'client' | 'server') {
    this.#sealer = sealer;
    this.#limit = role === 'client' ? FRAME_LIMIT_BEFORE_LOGIN : FRAME_LIMIT;
  }

  get isEmpty(): boolean {
    return this.#operations.length === 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  allowLargeFrames(): void {
    this.#limit = FRAME_LIMIT;
  }

  /** @throws RangeError when it does not fit a frame */
  add(code: number, params: object): void {
    const payload = encode(params);
    if (payload.length > payloadLimit(this.#limit) - BATCH_HEAD_SIZE - BATCH_ENTRY_SIZE) {
      throw new RangeError('operation larger than a frame');
    }
    this.#operations.push({ code, payload });
    this.#bytes += payload.length;
  }

  clear(): void {
    this.#operations = [];
    this.#bytes = 0;
  }

  /** Everything that was added, as frames. */
  takeFrames(now: number): Buffer[] {
    const operations = this.#operations;
    this.clear();
    const frames: Buffer[] = [];
    for (let start = 0; start < operations.length; ) {
      if (this.#sealer.isSpent(now)) frames.push(this.#rekey(now));
      const end = this.#endOfFrame(operations, start);
      frames.push(this.#seal(operations.slice(start, end)));
      start = end;
    }
    return frames;
  }

  #seal(operations: readonly Outgoing[]): Buffer {
    const [first] = operations;
    if (first && operations.length === 1) return this.#sealer.seal(first.code, [first.payload]);
    return this.#sealer.seal(ChannelCode.batch, encodeBatch(operations));
  }

  #endOfFrame(operations: readonly Outgoing[], start: number): number {
    const limit = payloadLimit(this.#limit);
    let size = BATCH_HEAD_SIZE;
    let end = start;
    for (; end < operations.length && end - start < BATCH_OPERATIONS_LIMIT; end++) {
      const { code, payload } = operations[end] ?? NONE;
      if (isChannelCode(code)) break;
      size += BATCH_ENTRY_SIZE + payload.length;
      if (size > limit) break;
    }
    // one that goes with no other has a frame to itself
    return Math.max(end, start + 1);
  }

  #rekey(now: number): Buffer {
    const frame = this.#sealer.seal(ChannelCode.rekey, [encode({})]);
    this.#sealer.rekey(now);
    return frame;
  }
}
