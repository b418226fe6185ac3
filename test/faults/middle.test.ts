import { createPrivateKey, X509Certificate } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  acceptChannel,
  createCertificateAuthority,
  createServerCertificate,
  formatInvitation,
} from '../../protocol/index.ts';
import { SocketWire } from '../../src-main/core/socket-wire.ts';
import {
  accountOf,
  befriend,
  messagesWith,
  nextEvent,
  PASSWORD,
  registerAndLogin,
  say,
  startCore,
  texts,
  trustServer,
  waitFor,
} from '../support/core.ts';
import { startTestServer } from '../support/server.ts';

type Meddle = (chunk: Buffer, towards: 'server' | 'client') => Buffer[];

/** Somebody on the way who sees every byte and passes on what `meddle` answers. */
async function startMiddle(port: number) {
  const seen: Buffer[] = [];
  const sockets = new Set<Socket>();
  const middle = { seen, meddle: ((chunk) => [chunk]) as Meddle, port: 0 };
  const pipe = (from: Socket, to: Socket, towards: 'server' | 'client') => {
    sockets.add(from);
    from.on('error', () => {}).on('close', () => to.destroy());
    from.on('data', (chunk) => {
      seen.push(chunk);
      for (const each of middle.meddle(chunk, towards)) to.write(each);
    });
  };
  const listener = createServer((client) => {
    const server = connect({ port, host: '127.0.0.1' });
    pipe(client, server, 'server');
    pipe(server, client, 'client');
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => listener.close(resolve));
  });
  middle.port = (listener.address() as AddressInfo).port;
  return middle;
}

async function friendsThroughTheMiddle() {
  const { server } = await startTestServer();
  const middle = await startMiddle(server.port);
  const invitation = formatInvitation({ host: '127.0.0.1', port: middle.port, fingerprint: server.fingerprint });
  const [ming, hong] = [await startCore(), await startCore()];
  await registerAndLogin(ming, { invitation }, 'ming');
  await registerAndLogin(hong, server, 'hong');
  await befriend(ming, hong);
  return { middle, ming, hong };
}

describe('somebody between client and server', () => {
  it('sees nothing of names, passwords, tokens, keys or messages', async () => {
    const { middle, ming, hong } = await friendsThroughTheMiddle();
    await say(ming, accountOf(hong), 'for nobody else');
    await texts(hong, accountOf(ming), 1);
    const bytes = Buffer.concat(middle.seen);
    expect(bytes.length).toBeGreaterThan(5_000);
    for (const secret of ['for nobody else', 'ming', 'hong', 'example.org', PASSWORD, ming.open.device.token ?? '']) {
      expect(bytes.includes(secret), secret).toBe(false);
    }
    expect(bytes.includes(Buffer.from(ming.open.secrets.publicIdentity))).toBe(false);
  });

  it.each<[string, Meddle]>([
    ['changes a bit', (chunk) => [Buffer.concat([chunk.subarray(0, -1), Buffer.from([(chunk.at(-1) ?? 0) ^ 1])])]],
    ['drops', () => []],
    ['replays', (chunk) => [chunk, chunk]],
    ['cuts off', (chunk) => [chunk.subarray(0, 30)]],
    ['adds bytes', (chunk) => [Buffer.alloc(64, 7), chunk]],
  ])('who %s ends the connection at most: what was written arrives over the next one, once', async (_what, meddle) => {
    const { middle, ming, hong } = await friendsThroughTheMiddle();
    await say(ming, accountOf(hong), 'before');
    await texts(hong, accountOf(ming), 1);
    let isMeddling = true;
    middle.meddle = (chunk, towards) => {
      if (!isMeddling || towards === 'client') return [chunk];
      isMeddling = false;
      return meddle(chunk, towards);
    };
    const lost = nextEvent(ming, 'connection', ({ state }) => state === 'offline');
    await say(ming, accountOf(hong), 'meddled with');
    // the frame after a dropped or shortened one shows that something is missing
    await say(ming, accountOf(hong), 'after');
    await lost;
    await ming.call('connection.retry', {});
    expect(await texts(hong, accountOf(ming), 3)).toEqual(['before', 'meddled with', 'after']);
    await waitFor(ming, async () => {
      const all = await messagesWith(ming, accountOf(hong));
      return all.every(({ state }) => state === 'delivered') || undefined;
    });
  });

  it('cannot pose as the server', async () => {
    const { server } = await startTestServer();
    const authority = createCertificateAuthority({ name: 'Test (Miyu)', now: new Date() });
    const leaf = createServerCertificate(authority, { name: 'Test (Miyu)', now: new Date() });
    const identity = {
      chain: [leaf, authority].map(({ certificate }) => new X509Certificate(certificate).raw),
      privateKey: createPrivateKey(leaf.key),
    };
    const impostor = createServer((socket) => {
      acceptChannel(new SocketWire(socket.on('error', () => {})), { identity, now: () => performance.now() }).catch(
        () => {
          socket.destroy();
        },
      );
    });
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => void impostor.close());
    const { port } = impostor.address() as AddressInfo;
    const core = await startCore();
    const invitation = formatInvitation({ host: '127.0.0.1', port, fingerprint: server.fingerprint });
    await expect(trustServer(core, { invitation })).rejects.toMatchObject({ code: 'server-changed' });
  });
});
