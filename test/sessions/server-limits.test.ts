import { sign } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Channel, connectChannel, type Wire } from '../../protocol/index.ts';
import { SocketWire } from '../../src-main/core/socket-wire.ts';
import { deviceOf } from '../bench/pairs.ts';
import { befriendRaw, type Credentials, RawClient, type Target } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';

async function rawSocket(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  onTestFinished(() => {
    socket.destroy();
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Resolves when the server has ended the connection. */
async function ended(socket: Socket): Promise<void> {
  socket.resume();
  if (!socket.closed) await once(socket, 'close');
}

/** Signs in on a socket of its own, which then takes nothing more. */
async function resumeAndStopReading({ port, fingerprint }: Target, { token, key }: Credentials): Promise<Channel> {
  const socket = await rawSocket(port);
  const wire: Wire = {
    onData: () => {},
    onClose: () => {},
    bufferedBytes: 0,
    write: (bytes) => socket.write(bytes),
    end: () => socket.end(),
    destroy: () => socket.destroy(),
  };
  socket.on('data', (chunk: Buffer) => wire.onData(chunk));
  const clocks = { now: () => performance.now(), wallClock: () => Date.now() };
  const { channel } = await connectChannel(wire, { pin: fingerprint, ...clocks });
  channel.start({ event: () => {}, closed: () => {} });
  const signature = sign(null, Buffer.concat([Buffer.from('miyu/1 resume'), channel.exporter]), key);
  await channel.request('account.resume', { token, signature });
  channel.allowLargeFrames();
  socket.pause();
  return channel;
}

describe('limits', () => {
  it('end a connection that does not shake hands in time', async () => {
    const { server } = await startTestServer({ timeouts: { handshake: 0.1 } });
    await ended(await rawSocket(server.port));
  });

  it('end a connection that does not sign in in time, with a goodbye', async () => {
    const { server } = await startTestServer({ timeouts: { login: 0.1 } });
    const guest = await RawClient.connect(server);
    expect(await guest.closed).toBe('timeout');
  });

  it('leave those alone who have signed in', async () => {
    const { server } = await startTestServer({ timeouts: { login: 1 } });
    const ming = await RawClient.signIn(server, 'ming');
    const guest = await RawClient.connect(server);
    await guest.closed;
    expect(ming.channel.isOpen).toBe(true);
  });

  it('turn away the guest over the number of one address, until a place is free', async () => {
    const { server } = await startTestServer({ limits: { guestsPerAddress: 2 } });
    const first = await RawClient.connect(server);
    await RawClient.connect(server);
    await ended(await rawSocket(server.port));
    await first.register('ming');
    await first.login('ming');
    const next = await RawClient.connect(server);
    expect(next.channel.isOpen).toBe(true);
  });

  it('turn away an address that knocks too often', async () => {
    const { server } = await startTestServer({ limits: { handshakes: { perSecond: 0.01, burst: 2 } } });
    await RawClient.connect(server);
    await RawClient.connect(server);
    await ended(await rawSocket(server.port));
  });

  it('end a guest that sends more than it may without waiting', async () => {
    const { server } = await startTestServer({ limits: { guestBytes: 4096 } });
    const socket = await rawSocket(server.port);
    socket.write(Buffer.alloc(16 * 1024));
    await ended(socket);
  });

  it('end a guest that goes on talking while its handshake waits', async () => {
    const { server } = await startTestServer({ limits: { signatures: { perSecond: 0.01, burst: 1 } } });
    await RawClient.connect(server);
    const socket = await rawSocket(server.port);
    const wire = new SocketWire(socket);
    const clocks = { now: () => performance.now(), wallClock: () => Date.now() };
    const connecting = connectChannel(wire, { pin: server.fingerprint, ...clocks });
    const refused = expect(connecting).rejects.toMatchObject({ reason: 'cut-off' });
    // a frame that is too large to be complete soon
    const head = Buffer.alloc(2048);
    head.writeUInt32BE(4096, 0);
    head[4] = 1;
    const timer = setInterval(() => socket.write(head), 2);
    await refused;
    clearInterval(timer);
  });

  it('end a connection whose started frame does not come on', async () => {
    const { server } = await startTestServer({ timeouts: { frame: 0.1 } });
    const ming = await RawClient.signIn(server, 'ming');
    // the head of a frame of 64 KiB
    const head = Buffer.alloc(10);
    head.writeUInt32BE(64 * 1024, 0);
    head[4] = 1;
    ming.wire.write(head);
    expect(await ming.closed).toBe('cut-off');
  });

  describe('of a reader that takes nothing', () => {
    const overrides = { limits: { slowReaderBytes: 256 * 1024 }, timeouts: { slowReader: 0.5, ack: 0.05 } };
    const isGone = ({ presence }: { presence: string }) => presence === 'offline';

    async function friendThatStopsReading() {
      const { server } = await startTestServer(overrides);
      const ming = await RawClient.signIn(server, 'ming');
      const hong = await RawClient.signIn(server, 'hong');
      await befriendRaw(ming, hong);
      const credentials = hong.credentials ?? expect.fail('not signed in');
      const stuck = await resumeAndStopReading(server, credentials);
      // the first time it was replaced by the connection that takes nothing
      await ming.next('contact.presence', isGone);
      return { server, ming, hong, credentials, stuck };
    }

    it('stop producing and drop it; its messages wait for it', async () => {
      const { server, ming, hong, credentials } = await friendThatStopsReading();
      const count = 200;
      const bodies = Array.from({ length: count }, (_, index) => Buffer.alloc(60 * 1024, index));
      for (const body of bodies) await ming.send(hong.account, [deviceOf(hong)], body);
      await ming.next('contact.presence', isGone);
      const again = await RawClient.connect(server);
      const arrived = new Promise<number[]>((resolve) => {
        const firstBytes: number[] = [];
        again.onDelivery = ({ seq, body }) => {
          firstBytes.push(body[0] ?? -1);
          again.ack(seq);
          if (seq === count) resolve(firstBytes);
        };
      });
      await again.resume(credentials);
      expect(await arrived).toEqual(bodies.map((_, index) => index));
    });

    it('stop answering and drop it', async () => {
      const { ming, stuck } = await friendThatStopsReading();
      const data = Buffer.alloc(60 * 1024);
      const asking = Promise.allSettled(Array.from({ length: 400 }, () => stuck.request('channel.echo', { data })));
      await ming.next('contact.presence', isGone);
      stuck.destroy('ended');
      const outcomes = await asking;
      expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    });
  });
});
