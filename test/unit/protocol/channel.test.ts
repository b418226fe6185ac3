import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FRAME_LIMIT_BEFORE_LOGIN } from '../../../protocol/index.ts';
import { connectInMemory, Recorder } from '../../support/channels.ts';

describe('channel', () => {
  it('carries a request and its reply', async () => {
    const { client, server } = await connectInMemory();
    const atServer = new Recorder(server);
    new Recorder(client);
    const data = randomBytes(100);
    expect((await client.request('channel.echo', { data })).data).toEqual(data);
    expect(atServer.requests).toHaveLength(1);
  });

  it('gives both ends the same exporter, and each connection another', async () => {
    const one = await connectInMemory();
    const two = await connectInMemory();
    expect(one.client.exporter).toEqual(one.server.exporter);
    expect(one.client.exporter).toHaveLength(32);
    expect(one.client.exporter).not.toEqual(two.client.exporter);
  });

  it('forgets the exporter once somebody has signed in', async () => {
    const { client } = await connectInMemory();
    const { exporter } = client;
    client.allowLargeFrames();
    expect(exporter).toEqual(Buffer.alloc(32));
    expect(() => client.exporter).toThrow('already-signed-in');
  });

  it('puts everything asked in one turn into one frame, in order', async () => {
    const { client, server, wires } = await connectInMemory();
    const atServer = new Recorder(server);
    new Recorder(client);
    const before = wires.client.written.length;
    const asked = Array.from({ length: 50 }, (_, i) => client.request('channel.echo', { data: Buffer.from([i]) }));
    const replies = await Promise.all(asked);
    expect(wires.client.written.length - before).toBe(1);
    expect(atServer.requests.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(replies.map(({ data }) => data[0])).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('splits what does not fit one frame', async () => {
    const { client, server } = await connectInMemory();
    new Recorder(server);
    new Recorder(client);
    const data = randomBytes(3000);
    const replies = await Promise.all(Array.from({ length: 5 }, () => client.request('channel.echo', { data })));
    for (const reply of replies) expect(reply.data).toEqual(data);
  });

  it('refuses to send more than 4 KiB before login, and takes 64 KiB after', async () => {
    const { client, server } = await connectInMemory();
    new Recorder(server);
    new Recorder(client);
    const large = randomBytes(FRAME_LIMIT_BEFORE_LOGIN);
    await expect(client.request('channel.echo', { data: large })).rejects.toThrow(RangeError);
    client.allowLargeFrames();
    server.allowLargeFrames();
    const data = randomBytes(64 * 1024);
    expect((await client.request('channel.echo', { data })).data).toEqual(data);
  });

  it('closes a connection that sends a large frame before login', async () => {
    const { client, server } = await connectInMemory();
    const atServer = new Recorder(server);
    const atClient = new Recorder(client);
    client.allowLargeFrames();
    const asked = client.request('channel.echo', { data: randomBytes(8000) });
    await expect(asked).rejects.toMatchObject({ name: 'ChannelError', reason: 'cut-off' });
    expect(await atServer.closed).toBe('violation');
    expect(await atClient.closed).toBe('cut-off');
  });

  it('answers parameters that do not fit the schema with malformed', async () => {
    const { client, server } = await connectInMemory();
    new Recorder(server);
    new Recorder(client);
    await expect(client.request('account.kdf', { name: '' })).rejects.toMatchObject({ code: 'malformed' });
  });

  it('tells the peer why it closes, exactly once', async () => {
    const { client, server } = await connectInMemory();
    const atServer = new Recorder(server);
    const atClient = new Recorder(client);
    server.close('shutdown');
    expect(await atClient.closed).toBe('shutdown');
    expect(await atServer.closed).toBe('shutdown');
    server.close('ended');
    client.destroy('ended');
    expect(atClient.closeReasons).toEqual(['shutdown']);
    expect(atServer.closeReasons).toEqual(['shutdown']);
    await expect(client.request('channel.echo', { data: Buffer.alloc(1) })).rejects.toMatchObject({
      reason: 'shutdown',
    });
  });

  it('calls a stream without a goodbye cut off', async () => {
    const { client, server, wires } = await connectInMemory();
    const atClient = new Recorder(client);
    new Recorder(server, false);
    const asked = client.request('channel.echo', { data: Buffer.alloc(1) });
    wires.server.end();
    await expect(asked).rejects.toMatchObject({ reason: 'cut-off' });
    expect(await atClient.closed).toBe('cut-off');
  });

  it('pings after 30 s of silence and gives up after 90 s', async () => {
    const { client, server, wires, clock } = await connectInMemory();
    const atServer = new Recorder(server);
    const atClient = new Recorder(client);
    clock.now += 29_999;
    client.tick();
    client.flush();
    const before = wires.client.written.length;
    clock.now += 1;
    client.tick();
    client.flush();
    expect(wires.client.written.length - before).toBe(1);
    await client.request('channel.echo', { data: Buffer.alloc(1) });
    expect(client.lastReceivedAt).toBe(clock.now);
    clock.now += 90_000;
    client.tick();
    expect(await atClient.closed).toBe('timeout');
    expect(await atServer.closed).toBe('cut-off');
  });

  it('gives up on a reply without giving up the connection', async () => {
    const { client, server, clock } = await connectInMemory();
    new Recorder(server, false);
    new Recorder(client);
    const asked = client.request('channel.echo', { data: Buffer.alloc(1) }, 5000);
    clock.now += 5000;
    client.tick();
    await expect(asked).rejects.toMatchObject({ reason: 'timeout' });
    expect(client.isOpen).toBe(true);
  });

  it('works on after a rekey by age and after its cipher objects rested', async () => {
    const { client, server, wires, clock } = await connectInMemory();
    new Recorder(server);
    new Recorder(client);
    const echo = async () => {
      const data = randomBytes(20);
      expect((await client.request('channel.echo', { data })).data).toEqual(data);
    };
    await echo();
    clock.now += 3000;
    client.tick();
    server.tick();
    await echo();
    clock.now += 15 * 60_000;
    const before = wires.client.written.length;
    await echo();
    await echo();
    // the rekey and the first request left in one write, as two frames
    expect(wires.client.written.length - before).toBe(2);
    clock.now += 15 * 60_000;
    await echo();
  });

  it('hands over what came before start', async () => {
    const { client, server } = await connectInMemory();
    new Recorder(client);
    const asked = client.request('channel.echo', { data: Buffer.from('early') });
    client.flush();
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    new Recorder(server);
    expect(Buffer.from((await asked).data).toString()).toBe('early');
  });
});
