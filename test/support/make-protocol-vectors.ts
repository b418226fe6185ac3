/*
 * Writes docs/protocol-vectors.json: a handshake and some frames with fixed keys and fixed randoms. Run it after a
 * change of the protocol: node test/support/make-protocol-vectors.ts
 */
import { writeFileSync } from 'node:fs';
import { encode, encodeBatch } from '../../protocol/codec.ts';
import { acceptChannel, connectChannel } from '../../protocol/index.ts';
import { deriveRecordKeys, nextTrafficSecret, PUBLIC_KEYS } from '../../protocol/key-schedule.ts';
import { Direction, Sealer } from '../../protocol/record.ts';
import { CERTIFICATE_TIME, testIdentity } from './channels.ts';
import { fixedRandom } from './fixed-random.ts';
import { MemoryWire } from './memory-wire.ts';
import type { ProtocolVectors } from './protocol-vectors.ts';

const fill = (size: number, value: number) => Buffer.alloc(size, value);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const client = { privateKey: fill(32, 0x11), random: fill(32, 0x12), ivs: [fill(16, 0x13), fill(16, 0x14)] };
const server = { privateKey: fill(32, 0x21), random: fill(32, 0x22), ivs: [fill(16, 0x23), fill(16, 0x24)] };

async function makeHandshake(): Promise<ProtocolVectors['handshake']> {
  const { identity, fingerprint } = testIdentity();
  const wires = MemoryWire.pair();
  const now = () => 0;
  const [accepted] = await Promise.all([
    acceptChannel(wires.server, { identity, now, random: fixedRandom(server) }),
    connectChannel(wires.client, {
      pin: fingerprint,
      now,
      wallClock: () => CERTIFICATE_TIME.getTime(),
      random: fixedRandom(client),
    }),
  ]);
  const [clientHello, clientFinished] = wires.client.written.map(hex);
  const [serverHello, serverAuth] = wires.server.written.map(hex);
  return {
    time: CERTIFICATE_TIME.toISOString(),
    pin: fingerprint,
    client: { privateKey: hex(client.privateKey), random: hex(client.random), ivs: client.ivs.map(hex) },
    server: { privateKey: hex(server.privateKey), random: hex(server.random), ivs: server.ivs.map(hex) },
    frames: [
      { from: 'client', message: 'clientHello', bytes: clientHello ?? '' },
      { from: 'server', message: 'serverHello', bytes: serverHello ?? '' },
      { from: 'server', message: 'serverAuth', bytes: serverAuth ?? '' },
      { from: 'client', message: 'clientFinished', bytes: clientFinished ?? '' },
    ],
    exporter: hex(accepted.exporter),
  };
}

function makeRecords(): ProtocolVectors['records'] {
  const secret = fill(32, 0x31);
  const iv = (n: number) => fill(16, 0x40 + n);
  const sealer = new Sealer(Direction.clientToServer, 2, deriveRecordKeys(secret), {
    secret: Buffer.from(secret),
    startedAt: 0,
  });
  const echo = encode({ id: 1, data: Buffer.from('miyu') });
  const ack = encode({ upTo: 7 });
  const batch = Buffer.concat(
    encodeBatch([
      { code: 0x0015, payload: echo },
      { code: 0x0503, payload: ack },
    ]),
  );
  const seal = (what: string, code: number, payload: Buffer, n: number) => {
    const { epoch, sequence } = sealer;
    const frame = hex(sealer.seal(code, [payload], iv(n)));
    return { what, epoch, sequence, iv: hex(iv(n)), code, payload: hex(payload), frame };
  };
  const frames = [
    seal('channel.echo', 0x0015, echo, 0),
    seal('batch of channel.echo and message.ack', 0x0010, batch, 1),
    seal('rekey', 0x0013, encode({}), 2),
  ];
  sealer.rekey(0);
  frames.push(seal('channel.echo under the next keys', 0x0015, echo, 3));
  const keys = deriveRecordKeys(secret);
  return {
    direction: 'clientToServer',
    trafficSecret: hex(secret),
    encryptionKey: hex(keys.encryption),
    macKey: hex(keys.mac),
    nextTrafficSecret: hex(nextTrafficSecret(secret)),
    frames,
  };
}

const vectors: ProtocolVectors = {
  publicKeys: { encryption: hex(PUBLIC_KEYS.encryption), mac: hex(PUBLIC_KEYS.mac) },
  handshake: await makeHandshake(),
  records: makeRecords(),
};
writeFileSync(new URL('../../docs/protocol-vectors.json', import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
