import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../protocol/codec.ts';
import {
  acceptChannel,
  type CertifiedKey,
  ChannelError,
  caFingerprint,
  connectChannel,
  createCertificateAuthority,
  createServerCertificate,
  type ServerIdentity,
} from '../../../protocol/index.ts';
import { PUBLIC_KEYS } from '../../../protocol/key-schedule.ts';
import { Direction, Sealer } from '../../../protocol/record.ts';
import { CERTIFICATE_TIME, Recorder, testIdentity } from '../../support/channels.ts';
import { HostileClient } from '../../support/hostile-client.ts';
import { shakeHandsBadly } from '../../support/hostile-server.ts';
import { MemoryWire, type Tap } from '../../support/memory-wire.ts';

const DAY = 24 * 3600_000;
const YEAR = 365 * DAY;

interface Attempt {
  taps?: { fromClient?: Tap; fromServer?: Tap };
  identity?: ServerIdentity;
  pin?: string | undefined;
  wallClock?: number;
}

/** What both sides say in the end: their channel, or the reason why there is none. */
async function attempt({ taps = {}, identity, ...options }: Attempt = {}) {
  const wires = MemoryWire.pair(taps);
  const now = () => 0;
  const pin = 'pin' in options ? options.pin : testIdentity().fingerprint;
  const [server, client] = await Promise.allSettled([
    acceptChannel(wires.server, { identity: identity ?? testIdentity().identity, now }),
    connectChannel(wires.client, {
      ...(pin !== undefined && { pin }),
      now,
      wallClock: () => options.wallClock ?? CERTIFICATE_TIME.getTime(),
    }),
  ]);
  return { server, client, wires };
}

function reasonOf(result: PromiseSettledResult<unknown>): string {
  if (result.status === 'fulfilled') return 'connected';
  return result.reason instanceof ChannelError ? result.reason.reason : String(result.reason);
}

function identityOf(leaf: CertifiedKey, ca: CertifiedKey): ServerIdentity {
  return {
    chain: [new X509Certificate(leaf.certificate).raw, new X509Certificate(ca.certificate).raw],
    privateKey: createPrivateKey(leaf.key),
  };
}

/** Changes the n-th frame of a direction. */
function change(index: number, edit: (frame: Buffer) => Buffer[]): Tap {
  let count = 0;
  return (frame) => (count++ === index ? edit(frame) : [frame]);
}

const flip = (frame: Buffer, byte: number) => {
  const changed = Buffer.from(frame);
  changed[byte] = (changed[byte] ?? 0) ^ 1;
  return [changed];
};

describe('handshake', () => {
  it('tells the client whose server it reached', async () => {
    const { client } = await attempt({ pin: undefined });
    expect(client.status === 'fulfilled' && client.value.fingerprint).toBe(testIdentity().fingerprint);
  });

  it('ends at a server with another authority than the pinned one', async () => {
    const { server, client } = await attempt({ pin: 'A'.repeat(43) });
    expect([reasonOf(client), reasonOf(server)]).toEqual(['untrusted', 'cut-off']);
  });

  it.each([1.01 * YEAR, -2 * DAY])(
    'tells of a clock that is %d ms from the right time, with both dates',
    async (off) => {
      const here = CERTIFICATE_TIME.getTime() + off;
      const { client, server } = await attempt({ wallClock: here });
      expect([reasonOf(client), reasonOf(server)]).toEqual(['clock', 'cut-off']);
      const validity = { validFrom: CERTIFICATE_TIME.getTime() - DAY, validTo: CERTIFICATE_TIME.getTime() + YEAR };
      expect(client).toMatchObject({ reason: { name: 'ChannelError', clock: { here, ...validity } } });
    },
  );

  it('is with another server whatever the clock shows', async () => {
    const wallClock = CERTIFICATE_TIME.getTime() + 2 * YEAR;
    expect(reasonOf((await attempt({ wallClock, pin: 'A'.repeat(43) })).client)).toBe('untrusted');
    const stranger = createServerCertificate(createCertificateAuthority({ name: 'x', now: CERTIFICATE_TIME }), {
      name: 'x',
      now: CERTIFICATE_TIME,
    });
    // an old chain of the right server, shown by somebody who does not have its key
    const identity = { chain: testIdentity().identity.chain, privateKey: createPrivateKey(stranger.key) };
    expect(reasonOf((await attempt({ wallClock, identity })).client)).toBe('untrusted');
  });

  it('ends at a certificate that the shown authority did not issue', async () => {
    const now = CERTIFICATE_TIME;
    const [ours, theirs] = [
      createCertificateAuthority({ name: 'x', now }),
      createCertificateAuthority({ name: 'x', now }),
    ];
    const leaf = createServerCertificate(theirs, { name: 'x', now });
    const { client } = await attempt({ identity: identityOf(leaf, ours), pin: undefined });
    expect(reasonOf(client)).toBe('untrusted');
  });

  it('ends at a certificate that names the pinned authority and is signed by another', async () => {
    const now = CERTIFICATE_TIME;
    const ours = createCertificateAuthority({ name: 'x', now });
    const theirs = createCertificateAuthority({ name: 'x', now });
    // issuer and the identifier of the issuer's key are those of ours
    const leaf = createServerCertificate({ certificate: ours.certificate, key: theirs.key }, { name: 'x', now });
    const honest = createServerCertificate(ours, { name: 'x', now });
    const pin = caFingerprint(ours.certificate);
    expect(reasonOf((await attempt({ identity: identityOf(honest, ours), pin })).client)).toBe('connected');
    expect(reasonOf((await attempt({ identity: identityOf(leaf, ours), pin })).client)).toBe('untrusted');
  });

  it('ends when an authority poses as a server', async () => {
    const ca = createCertificateAuthority({ name: 'x', now: CERTIFICATE_TIME });
    const { client } = await attempt({ identity: identityOf(ca, ca), pin: undefined });
    expect(reasonOf(client)).toBe('untrusted');
  });

  it('ends at a server that shows our certificate without its key', async () => {
    const other = createServerCertificate(createCertificateAuthority({ name: 'x', now: CERTIFICATE_TIME }), {
      name: 'x',
      now: CERTIFICATE_TIME,
    });
    const identity = { chain: testIdentity().identity.chain, privateKey: createPrivateKey(other.key) };
    expect(reasonOf((await attempt({ identity })).client)).toBe('untrusted');
  });

  it.each(['fromClient', 'fromServer'] as const)('ends when any byte of any frame %s is changed', async (direction) => {
    const plain = await attempt();
    const frames = plain.wires[direction === 'fromClient' ? 'client' : 'server'].written;
    expect(frames).toHaveLength(2);
    for (const [index, frame] of frames.entries()) {
      // every byte of the header, then some of the body
      for (let byte = 0; byte < frame.length; byte += byte < 64 ? 1 : 97) {
        let cut: (() => void) | undefined;
        const edit = (original: Buffer) => {
          // a longer length makes the receiver wait for bytes that never come: the owner's time limit ends that
          setImmediate(() => setImmediate(() => cut?.()));
          return flip(original, byte);
        };
        const wires = MemoryWire.pair({ [direction]: change(index, edit) });
        cut = () => wires[direction === 'fromClient' ? 'server' : 'client'].destroy();
        const results = await Promise.allSettled([
          acceptChannel(wires.server, { identity: testIdentity().identity, now: () => 0 }).then(
            (channel) => new Recorder(channel).closed,
          ),
          connectChannel(wires.client, {
            pin: testIdentity().fingerprint,
            now: () => 0,
            wallClock: () => CERTIFICATE_TIME.getTime(),
          }).then(({ channel }) => new Recorder(channel).closed),
        ]);
        // the client may believe in the end of its handshake one frame before the server refuses it
        const ends = results.map((result) => (result.status === 'fulfilled' ? result.value : reasonOf(result)));
        expect(ends, `frame ${index} byte ${byte}`).not.toContain('connected');
        expect(ends.some((end) => end === 'violation' || end === 'untrusted' || end === 'cut-off')).toBe(true);
      }
    }
  });

  it('ends when a stranger in the middle makes both handshakes himself', async () => {
    const ca = createCertificateAuthority({ name: 'Test CA', now: CERTIFICATE_TIME });
    const strangers = identityOf(createServerCertificate(ca, { name: 'Test server', now: CERTIFICATE_TIME }), ca);
    expect(reasonOf((await attempt({ identity: strangers })).client)).toBe('untrusted');
  });

  it('ends when a frame comes twice', async () => {
    const twice = await attempt({ taps: { fromClient: change(0, (frame) => [frame, frame]) } });
    expect(reasonOf(twice.server)).toBe('violation');
  });

  it('ends when the hello is not a hello', async () => {
    const wires = MemoryWire.pair();
    const accepting = acceptChannel(wires.server, { identity: testIdentity().identity, now: () => 0 });
    wires.client.write(
      new Sealer(Direction.clientToServer, 0, PUBLIC_KEYS).seal(0x0005, [encode({ finished: randomBytes(32) })]),
    );
    await expect(accepting).rejects.toMatchObject({ reason: 'violation' });
    expect(wires.server.destroyed).toBe(true);
  });

  it('ends with the reason when no version is in common', async () => {
    const wires = MemoryWire.pair();
    const accepting = acceptChannel(wires.server, { identity: testIdentity().identity, now: () => 0 });
    const hello = { versions: [9], suites: [1], key: randomBytes(32), random: randomBytes(32) };
    wires.client.write(new Sealer(Direction.clientToServer, 0, PUBLIC_KEYS).seal(0x0001, [encode(hello)]));
    await expect(accepting).rejects.toMatchObject({ reason: 'version' });
  });

  it('ends at a key that makes the secret predictable', async () => {
    const wires = MemoryWire.pair();
    const accepting = acceptChannel(wires.server, { identity: testIdentity().identity, now: () => 0 });
    const hello = { versions: [1], suites: [1], key: Buffer.alloc(32), random: randomBytes(32) };
    wires.client.write(new Sealer(Direction.clientToServer, 0, PUBLIC_KEYS).seal(0x0001, [encode(hello)]));
    await expect(accepting).rejects.toMatchObject({ reason: 'violation' });
  });

  it('ends at a server whose proof of having the keys is wrong', async () => {
    const { identity, fingerprint } = testIdentity();
    const connecting = (finished?: (right: Buffer) => Uint8Array) => {
      const wires = MemoryWire.pair();
      const clocks = { now: () => 0, wallClock: () => CERTIFICATE_TIME.getTime() };
      const connected = connectChannel(wires.client, { pin: fingerprint, ...clocks });
      return Promise.all([connected, shakeHandsBadly(wires.server, { identity, ...(finished && { finished }) })]);
    };
    await expect(connecting()).resolves.toBeDefined();
    await expect(connecting((right) => flip(right, 31)[0] ?? right)).rejects.toMatchObject({ reason: 'untrusted' });
    await expect(connecting(() => Buffer.alloc(32))).rejects.toMatchObject({ reason: 'untrusted' });
  });

  it('ends at a client whose proof of having the keys is wrong', async () => {
    const accepting = (finished?: (right: Buffer) => Uint8Array) => {
      const wires = MemoryWire.pair();
      const accepted = acceptChannel(wires.server, { identity: testIdentity().identity, now: () => 0 });
      return Promise.all([accepted, HostileClient.connect(wires.client, { ...(finished && { finished }) })]);
    };
    await expect(accepting()).resolves.toBeDefined();
    await expect(accepting((right) => flip(right, 0)[0] ?? right)).rejects.toMatchObject({ reason: 'untrusted' });
    await expect(accepting(() => Buffer.alloc(32))).rejects.toMatchObject({ reason: 'untrusted' });
  });

  it('says its hello again to a server that wants a cookie', async () => {
    const { identity, fingerprint } = testIdentity();
    const wires = MemoryWire.pair();
    const cookie = randomBytes(40);
    const clocks = { now: () => 0, wallClock: () => CERTIFICATE_TIME.getTime() };
    const [hellos] = await Promise.all([
      shakeHandsBadly(wires.server, { identity, cookie }),
      connectChannel(wires.client, { pin: fingerprint, ...clocks }),
    ]);
    const [first, second] = hellos;
    expect(second).toEqual({ ...first, cookie });
  });
});
