import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { encode } from '../../protocol/index.ts';
import { HostileClient } from '../support/hostile-client.ts';
import { connectFrom, RawClient, type Target } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';

const UNKNOWN = 0x0fff;
const PING = 0x0011;
const BATCH = 0x0010;
const REKEY = 0x0013;
const ACK = 0x0503;

/** A connection that is bad from the beginning; tells when the server has ended it. */
async function hostile(target: Target, from = '127.0.0.66') {
  const wire = await connectFrom({ ...target, from });
  const client = await HostileClient.connect(wire);
  const ended = new Promise<void>((resolve) => {
    wire.onClose = resolve;
  });
  return { client, wire, ended };
}

/** The same, signed in. */
async function hostileMember(target: Target, name: string) {
  const account = await RawClient.signIn({ ...target, from: '127.0.0.67' }, name);
  const { client, wire, ended } = await hostile(target);
  client.resume(account.credentials ?? expect.fail('not signed in'));
  await account.closed;
  return { client, wire, ended };
}

describe('one frame', () => {
  it.each([
    ['many rekeys', (client: HostileClient) => client.sendBatch(REKEY, 32_767)],
    ['one rekey among others', (client: HostileClient) => client.sendBatch(REKEY, 1)],
    ['a batch in a batch', (client: HostileClient) => client.sendBatch(BATCH, 2)],
    ['more operations than a batch may', (client: HostileClient) => client.sendBatch(ACK, 1025, encode({ upTo: 1 }))],
  ])('with %s ends the connection', async (_, send) => {
    const { server } = await startTestServer({}, { isGuarded: true });
    const { client, ended } = await hostileMember(server, 'mallory');
    send(client);
    await ended;
  });

  it('that changes keys too early ends the connection', async () => {
    const { server } = await startTestServer({}, { isGuarded: true });
    const { client, ended } = await hostile(server);
    client.rekey();
    await ended;
  });
});

describe('what is not asked for in order', () => {
  it('is counted: malformed operations are not answered for ever', async () => {
    const { server } = await startTestServer({}, { isGuarded: true });
    const client = await RawClient.signIn(server, 'ming');
    const codes: unknown[] = [];
    const ask = async () => {
      const asked = client.channel.request('contact.search', { query: '' });
      codes.push(await asked.catch((error: { code: string }) => error.code));
    };
    await Promise.all(Array.from({ length: 60 }, ask));
    expect(codes.filter((code) => code === 'malformed').length).toBeLessThanOrEqual(21);
    expect(codes).toContain('rate-limited');
  });

  it('ends who pings without end', async () => {
    const { server } = await startTestServer({}, { isGuarded: true });
    const { client, ended } = await hostile(server);
    client.sendBatch(PING, 400);
    await ended;
  });
});

describe('a flood', () => {
  const floods: [string, (client: HostileClient) => void][] = [
    ['unknown operations', (client) => client.sendBatch(UNKNOWN, 1024, encode({ id: 1 }))],
    ['malformed ones', (client) => client.sendBatch(0x0501, 1024, encode({ id: 1, envelopes: 1 }))],
    [
      'large ones',
      (client) => client.send(UNKNOWN, encode({ id: 1, x: Array.from({ length: 4000 }, (_, i) => `${i}`) })),
    ],
    ['many keys', (client) => client.sendBatch(UNKNOWN, 16, encode(manyKeys()))],
  ];

  it.each(floods)('of %s holds nobody up, and others are served meanwhile', async (_, send) => {
    const { server } = await startTestServer({}, { isGuarded: true });
    const honest = await RawClient.signIn(server, 'ming');
    const { client, wire } = await hostileMember(server, 'mallory');
    const times: number[] = [];
    for (let i = 0; i < 30; i++) {
      for (let n = 0; n < 8; n++) send(client);
      const start = performance.now();
      await honest.channel.request('channel.echo', { data: Buffer.from('x') });
      times.push(performance.now() - start);
      await delay(1);
    }
    wire.destroy();
    times.sort((a, b) => a - b);
    // the flood is made in this process too: without turns it is a quarter of a second
    expect(times[15]).toBeLessThan(100);
  });
});

function manyKeys(): Record<string, number> {
  return { id: 1, ...Object.fromEntries(Array.from({ length: 1900 }, (_, i) => [`k${i}`, i])) };
}
