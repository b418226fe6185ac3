import { describe, expect, it } from 'vitest';
import { encodeFrame, type Frame, FrameDecoder, HEADER_SIZE } from '../../../protocol/frame.ts';

function makeFrame(length: number, seed = 1): Frame {
  const fill = (size: number, offset: number) =>
    Buffer.from(Array.from({ length: size }, (_, i) => (i * 7 + seed + offset) & 255));
  return { padding: (seed % 16) + 1, iv: fill(16, 1), mac: fill(32, 2), body: fill(length, 3) };
}

function decodeAll(decoder: FrameDecoder, chunks: Buffer[]): Frame[] {
  const frames: Frame[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (let frame = decoder.next(); frame; frame = decoder.next()) frames.push(copyOf(frame));
  }
  return frames;
}

function copyOf({ padding, iv, mac, body }: Frame): Frame {
  return { padding, iv: Buffer.from(iv), mac: Buffer.from(mac), body: Buffer.from(body) };
}

describe('frame', () => {
  it('has a header of 53 bytes: length, padding, IV, HMAC', () => {
    const frame = makeFrame(32);
    const bytes = encodeFrame(frame);
    expect(HEADER_SIZE).toBe(53);
    expect(bytes.readUInt32BE(0)).toBe(32);
    expect(bytes[4]).toBe(frame.padding);
    expect(bytes.subarray(5, 21)).toEqual(frame.iv);
    expect(bytes.subarray(21, 53)).toEqual(frame.mac);
    expect(bytes.subarray(53)).toEqual(frame.body);
  });

  it('is decoded from single bytes', () => {
    const frames = [makeFrame(16, 1), makeFrame(48, 2), makeFrame(4096, 3)];
    const bytes = Buffer.concat(frames.map(encodeFrame));
    const decoder = new FrameDecoder(4096);
    expect(
      decodeAll(
        decoder,
        Array.from(bytes, (byte) => Buffer.from([byte])),
      ),
    ).toEqual(frames);
    expect(decoder.pendingBytes).toBe(0);
  });

  it('is decoded whatever way two frames are cut in three', () => {
    const frames = [makeFrame(16, 1), makeFrame(32, 2)];
    const bytes = Buffer.concat(frames.map(encodeFrame));
    for (let first = 0; first <= bytes.length; first++) {
      for (let second = first; second <= bytes.length; second += 5) {
        const decoder = new FrameDecoder(64);
        const chunks = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
        expect(decodeAll(decoder, chunks)).toEqual(frames);
        expect(decoder.pendingBytes).toBe(0);
      }
    }
  });

  it('is decoded a thousand times from one chunk, without copying', () => {
    const frames = Array.from({ length: 1000 }, (_, i) => makeFrame(16 * ((i % 8) + 1), i));
    const chunk = Buffer.concat(frames.map(encodeFrame));
    const decoder = new FrameDecoder(256);
    decoder.push(chunk);
    const first = decoder.next();
    expect(first?.body.buffer).toBe(chunk.buffer);
    const rest = decodeAll(decoder, [Buffer.alloc(0)]);
    expect(rest).toEqual(frames.slice(1));
  });

  it('does not write into a chunk that is not its own', () => {
    const bytes = encodeFrame(makeFrame(32));
    const storage = Buffer.concat([bytes.subarray(0, 20), Buffer.alloc(200, 0xee)]);
    const decoder = new FrameDecoder(64);
    expect(decodeAll(decoder, [storage.subarray(0, 20), bytes.subarray(20)])).toHaveLength(1);
    expect(storage.subarray(20)).toEqual(Buffer.alloc(200, 0xee));
  });

  it.each([0, 1, 15, 17, 33, 4112, 0x7fffffff, 0xffffffff])('refuses length %i at its fourth byte', (length) => {
    const decoder = new FrameDecoder(4096);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(length);
    decoder.push(head.subarray(0, 3));
    expect(decoder.next()).toBeUndefined();
    decoder.push(head.subarray(3));
    expect(() => decoder.next()).toThrow('frame length');
  });

  it.each([0, 17, 255])('refuses padding %i at its byte', (padding) => {
    const decoder = new FrameDecoder(4096);
    decoder.push(Buffer.from([0, 0, 0, 16, padding]));
    expect(() => decoder.next()).toThrow('frame padding');
  });
});
