import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FrameDecoder } from '../../../protocol/frame.ts';
import { connectChannel } from '../../../protocol/index.ts';
import { deriveRecordKeys, nextTrafficSecret, PUBLIC_KEYS } from '../../../protocol/key-schedule.ts';
import { Direction, Opener, Sealer } from '../../../protocol/record.ts';
import { fixedRandom } from '../../support/fixed-random.ts';
import { MemoryWire } from '../../support/memory-wire.ts';
import type { ProtocolVectors } from '../../support/protocol-vectors.ts';
import { hex } from '../../support/vectors.ts';

const file = new URL('../../../docs/protocol-vectors.json', import.meta.url);
const { publicKeys, handshake, records } = JSON.parse(readFileSync(file, 'utf8')) as ProtocolVectors;

describe('docs/protocol-vectors.json', () => {
  it('has the keys of epoch 0', () => {
    expect(PUBLIC_KEYS.encryption.toString('hex')).toBe(publicKeys.encryption);
    expect(PUBLIC_KEYS.mac.toString('hex')).toBe(publicKeys.mac);
  });

  it('has a handshake that our client makes byte for byte', async () => {
    const wires = MemoryWire.pair();
    const { privateKey, random, ivs } = handshake.client;
    const connecting = connectChannel(wires.client, {
      pin: handshake.pin,
      now: () => 0,
      wallClock: () => Date.parse(handshake.time),
      random: fixedRandom({ privateKey: hex(privateKey), random: hex(random), ivs: ivs.map(hex) }),
    });
    for (const { from, bytes } of handshake.frames) if (from === 'server') wires.server.write(hex(bytes));
    const { channel } = await connecting;
    const sent = handshake.frames.filter(({ from }) => from === 'client').map(({ bytes }) => bytes);
    expect(wires.client.written.map((frame) => frame.toString('hex'))).toEqual(sent);
    expect(channel.exporter.toString('hex')).toBe(handshake.exporter);
  });

  it('has the keys that come from a traffic secret', () => {
    const keys = deriveRecordKeys(hex(records.trafficSecret));
    expect(keys.encryption.toString('hex')).toBe(records.encryptionKey);
    expect(keys.mac.toString('hex')).toBe(records.macKey);
    expect(nextTrafficSecret(hex(records.trafficSecret)).toString('hex')).toBe(records.nextTrafficSecret);
  });

  it('has frames that we make and open', () => {
    const secret = hex(records.trafficSecret);
    const traffic = () => ({ secret: hex(records.trafficSecret), startedAt: 0 });
    const sealer = new Sealer(Direction.clientToServer, 2, deriveRecordKeys(secret), traffic());
    const opener = new Opener(Direction.clientToServer, 2, deriveRecordKeys(secret), traffic());
    for (const { epoch, sequence, code, payload, iv, frame } of records.frames) {
      if (epoch > sealer.epoch) {
        sealer.rekey(0);
        opener.rekey(0);
      }
      expect([sealer.epoch, sealer.sequence]).toEqual([epoch, sequence]);
      expect(sealer.seal(code, [hex(payload)], hex(iv)).toString('hex')).toBe(frame);
      const decoder = new FrameDecoder(4096);
      decoder.push(hex(frame));
      const received = decoder.next();
      expect(received && opener.open(received)).toEqual({ code, payload: hex(payload) });
    }
  });
});
