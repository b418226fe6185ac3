import { createCipheriv, createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeFrame, FrameDecoder } from '../../../protocol/frame.ts';
import { deriveTrafficSecrets } from '../../../protocol/key-schedule.ts';
import { Direction, Opener, Sealer } from '../../../protocol/record.ts';

const keys = { encryption: Buffer.alloc(32, 7), mac: Buffer.alloc(32, 9) };
const secret = Buffer.alloc(32, 3);
/** Taken over by who gets it. */
const traffic = () => ({ secret: Buffer.from(secret), startedAt: 0 });
const payload = Buffer.from('81a161a568656c6c6f', 'hex');

function frameOf(bytes: Buffer) {
  const decoder = new FrameDecoder(262_144);
  decoder.push(bytes);
  const frame = decoder.next();
  if (!frame) throw new Error('incomplete frame');
  return frame;
}

/** The same frame, made step by step as docs/protocol.md says, with nothing of the library's. */
function sealByTheBook(sequence: number, iv: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-cbc', keys.encryption, iv);
  const plain = Buffer.concat([Buffer.from([0x05, 0x01]), payload]);
  const padding = 16 - (plain.length % 16);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const head = Buffer.alloc(18);
  head[0] = Direction.clientToServer;
  head.writeUInt32BE(2, 1);
  head.writeBigUInt64BE(BigInt(sequence), 5);
  head.writeUInt32BE(body.length, 13);
  head[17] = padding;
  const mac = createHmac('sha256', keys.mac).update('miyu/1 record').update(head).update(iv).update(body).digest();
  return encodeFrame({ padding, iv, mac, body });
}

describe('record', () => {
  let sealer: Sealer;
  let opener: Opener;

  beforeEach(() => {
    sealer = new Sealer(Direction.clientToServer, 2, keys, traffic());
    opener = new Opener(Direction.clientToServer, 2, keys, traffic());
  });

  it('makes the bytes that the specification gives, frame after frame', () => {
    for (let sequence = 0; sequence < 5; sequence++) {
      const iv = Buffer.alloc(16, sequence + 1);
      expect(sealer.seal(0x0501, [payload], iv)).toEqual(sealByTheBook(sequence, iv));
    }
  });

  it('opens what it sealed, for every length of padding', () => {
    for (let length = 0; length < 40; length++) {
      const opened = opener.open(frameOf(sealer.seal(0x0501, [Buffer.alloc(length, 1), Buffer.alloc(2, 2)])));
      expect(opened.code).toBe(0x0501);
      expect(opened.payload).toEqual(Buffer.concat([Buffer.alloc(length, 1), Buffer.alloc(2, 2)]));
    }
  });

  it('uses another IV for every frame', () => {
    const ivs = new Set(Array.from({ length: 1000 }, () => frameOf(sealer.seal(1, [payload])).iv.toString('hex')));
    expect(ivs.size).toBe(1000);
  });

  it('fails for every changed bit', () => {
    const good = sealer.seal(0x0501, [payload]);
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bytes = Buffer.from(good);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const attempt = () => new Opener(Direction.clientToServer, 2, keys, traffic()).open(frameOf(bytes));
      expect(attempt, `bit ${bit}`).toThrow(/violation|incomplete/);
    }
    expect(opener.open(frameOf(good)).payload).toEqual(payload);
  });

  it('yields nothing for every cut', () => {
    const good = sealer.seal(0x0501, [payload]);
    for (let length = 0; length < good.length; length++) {
      const decoder = new FrameDecoder(262_144);
      decoder.push(good.subarray(0, length));
      expect(decoder.next()).toBeUndefined();
    }
  });

  it('refuses a frame again, out of order, after a gap, from the other direction and of another epoch', () => {
    const [first, second] = [sealer.seal(1, [payload]), sealer.seal(2, [payload])];
    expect(() => opener.open(frameOf(second))).toThrow('authentication');
    expect(opener.open(frameOf(first)).code).toBe(1);
    expect(() => opener.open(frameOf(first))).toThrow('authentication');
    expect(opener.open(frameOf(second)).code).toBe(2);
    const reflected = new Opener(Direction.serverToClient, 2, keys, traffic());
    expect(() => reflected.open(frameOf(first))).toThrow('authentication');
    const later = new Opener(Direction.clientToServer, 3, keys, traffic());
    expect(() => later.open(frameOf(first))).toThrow('authentication');
  });

  it('replaces keys on both sides, and the old ones open nothing more', () => {
    sealer.rekey(0);
    const frame = frameOf(sealer.seal(1, [payload]));
    expect(() => opener.open(frame)).toThrow('authentication');
    opener.rekey(0);
    expect(opener.open(frame).payload).toEqual(payload);
    expect([sealer.epoch, sealer.sequence]).toEqual([3, 1]);
  });

  it('keeps nothing of the secret that came before', () => {
    const mine = traffic();
    const other = new Sealer(Direction.clientToServer, 2, keys, mine);
    other.rekey(0);
    expect(mine.secret).toEqual(Buffer.alloc(32));
    sealer.rekey(0);
    const iv = Buffer.alloc(16, 1);
    expect(other.seal(1, [payload], iv)).toEqual(sealer.seal(1, [payload], iv));
  });

  it('has each secret of a connection in memory of its own', () => {
    const { client, server, exporter } = deriveTrafficSecrets(secret, Buffer.alloc(32, 4));
    for (const each of [client, server, exporter]) expect(each.buffer.byteLength).toBe(32);
    client.fill(0);
    expect(server).not.toEqual(Buffer.alloc(32));
  });

  it('is spent after 2^20 frames, after 1 GiB, after 15 minutes, and refuses to go on', () => {
    expect(sealer.isSpent(15 * 60_000 - 1)).toBe(false);
    expect(sealer.isSpent(15 * 60_000)).toBe(true);
    sealer.sequence = 2 ** 20 - 2;
    expect(sealer.isSpent(0)).toBe(false);
    sealer.seal(1, [payload]);
    expect(sealer.isSpent(0)).toBe(true);
    sealer.seal(1, [payload]);
    expect(() => sealer.seal(1, [payload])).toThrow('too long');
  });

  it('does not rekey during the handshake', () => {
    expect(() => new Opener(Direction.clientToServer, 1, keys).rekey(0)).toThrow('handshake');
  });
});
