import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HEADER_SIZE } from '../../protocol/frame.ts';
import { type Channel, connectChannel, type Wire } from '../../protocol/index.ts';
import { RawClient, type Target } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';

const DATA = Buffer.from('a frame to be spoiled');

/** A guest whose next frame can be spoiled on its way to the server. */
class SpoilingWire implements Wire {
  onData: (chunk: Buffer) => void = () => {};
  onClose: () => void = () => {};
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  received = 0;
  spoil: (frame: Buffer) => Buffer = (frame) => frame;

  constructor(socket: Socket) {
    this.socket = socket;
    this.closed = once(socket, 'close');
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.length;
      this.onData(chunk);
    });
    socket.once('close', () => this.onClose());
  }

  get bufferedBytes(): number {
    return this.socket.writableLength;
  }

  write(bytes: Buffer): void {
    this.socket.write(this.spoil(bytes));
  }

  end(): void {
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }
}

async function connectSpoiling({ port, fingerprint }: Target): Promise<{ wire: SpoilingWire; channel: Channel }> {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  const wire = new SpoilingWire(socket);
  const clocks = { now: () => performance.now(), wallClock: () => Date.now() };
  const { channel } = await connectChannel(wire, { pin: fingerprint, ...clocks });
  channel.start({ closed: () => {} });
  return { wire, channel };
}

/** Sends one echo request spoiled; resolves with the bytes the server answered before it hung up. */
async function sendSpoiled(target: Target, spoil: (frame: Buffer) => Buffer, hangUp: boolean): Promise<number> {
  const { wire, channel } = await connectSpoiling(target);
  const before = wire.received;
  wire.spoil = spoil;
  const asked = channel.request('channel.echo', { data: DATA }).catch((error: Error) => error);
  channel.flush();
  if (hangUp) wire.end();
  await wire.closed;
  expect(await asked).toBeInstanceOf(Error);
  return wire.received - before;
}

async function frameLength(target: Target): Promise<number> {
  const { wire, channel } = await connectSpoiling(target);
  let length = 0;
  wire.spoil = (frame) => {
    length = frame.length;
    return frame;
  };
  await channel.request('channel.echo', { data: DATA });
  channel.close('ended');
  await wire.closed;
  return length;
}

async function expectAlive(target: Target): Promise<void> {
  const client = await RawClient.connect(target);
  onTestFinished(() => client.close());
  expect(Buffer.from((await client.channel.request('channel.echo', { data: DATA })).data)).toEqual(DATA);
}

describe('a server over TCP', () => {
  it('answers nothing to a frame cut off anywhere, and serves the next client', async () => {
    const { server } = await startTestServer();
    const length = await frameLength(server);
    for (let cut = 1; cut < length; cut++) {
      expect(await sendSpoiled(server, (frame) => frame.subarray(0, cut), true), `cut at ${cut}`).toBe(0);
    }
    await expectAlive(server);
  });

  it('hangs up without an answer on a frame with any byte changed', async () => {
    const { server } = await startTestServer();
    const length = await frameLength(server);
    for (let at = 0; at < length; at++) {
      const change = (frame: Buffer) => {
        const changed = Buffer.from(frame);
        changed[at] = (changed[at] ?? 0) ^ 0x10;
        return changed;
      };
      // a length that says more makes the server wait for the rest, which the hang-up denies it
      expect(await sendSpoiled(server, change, at < HEADER_SIZE), `byte ${at}`).toBe(0);
    }
    await expectAlive(server);
  });

  it('hangs up on a length over the limit before any of the body has come', async () => {
    const { server } = await startTestServer();
    for (const length of [4096 + 16, 2 ** 20, 0xfffffff0]) {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(length);
      expect(await sendSpoiled(server, () => head, false)).toBe(0);
    }
    await expectAlive(server);
  });

  it('hangs up on a frame that comes twice', async () => {
    const { server } = await startTestServer();
    expect(await sendSpoiled(server, (frame) => Buffer.concat([frame, frame]), false)).toBe(0);
    await expectAlive(server);
  });

  it('understands frames that come byte by byte', async () => {
    const { server } = await startTestServer();
    const { wire, channel } = await connectSpoiling(server);
    wire.socket.setNoDelay(true);
    wire.spoil = (frame) => {
      for (const byte of frame.subarray(0, -1)) wire.socket.write(Buffer.from([byte]));
      return frame.subarray(-1);
    };
    expect(Buffer.from((await channel.request('channel.echo', { data: DATA })).data)).toEqual(DATA);
    channel.close('ended');
    await wire.closed;
  });
});
