import { randomBytes, sign } from 'node:crypto';
import { encode, encodeBatch } from '../../protocol/codec.ts';
import { encodeFrame } from '../../protocol/frame.ts';
import { FrameReader } from '../../protocol/handshake/frame-reader.ts';
import { handshakeMessages, ServerAuth, ServerHello } from '../../protocol/handshake/messages.ts';
import { generateEphemeralKeys, HandshakeState } from '../../protocol/handshake/state.ts';
import { decode, operations, type Request, type RequestName, type Wire } from '../../protocol/index.ts';
import { deriveRecordKeys, PUBLIC_KEYS } from '../../protocol/key-schedule.ts';
import { Direction, Opener, Sealer } from '../../protocol/record.ts';
import type { Credentials } from './raw-client.ts';

const REPLY_BIT = 0x8000;
const clientHello = handshakeMessages.clientHello.code;
const clientFinished = handshakeMessages.clientFinished.code;

export interface HostileOptions {
  /** what it says instead of the right MAC */
  finished?: (right: Buffer) => Uint8Array;
}

/**
 * A peer that knows the handshake and the frames, and keeps no other rule: sends any operation, in any frame, at any
 * time.
 */
export class HostileClient {
  readonly #wire: Wire;
  readonly #sealer: Sealer;
  readonly #exporter: Buffer;
  #nextId = 1;

  private constructor(wire: Wire, sealer: Sealer, exporter: Buffer) {
    this.#wire = wire;
    this.#sealer = sealer;
    this.#exporter = exporter;
  }

  static async connect(wire: Wire, { finished = (right) => right }: HostileOptions = {}): Promise<HostileClient> {
    const reader = new FrameReader(wire);
    const ephemeral = generateEphemeralKeys();
    const hello = new Sealer(Direction.clientToServer, 0, PUBLIC_KEYS).seal(clientHello, [
      encode({ versions: [1], suites: [1], key: ephemeral.publicKey, random: randomBytes(32) }),
    ]);
    wire.write(hello);
    const answer = await reader.read();
    const opened = new Opener(Direction.serverToClient, 0, PUBLIC_KEYS).open(answer);
    const { key } = ServerHello.parse(decode(opened.payload));
    const state = new HandshakeState(ephemeral, key, hello, encodeFrame(answer));
    const auth = new Opener(Direction.serverToClient, 1, state.keys.server).open(await reader.read());
    const { chain, signature } = ServerAuth.parse(decode(auth.payload));
    state.addChain(chain);
    state.addSignature(signature);
    state.serverFinished();
    const proof = finished(state.clientFinished());
    const handshake = new Sealer(Direction.clientToServer, 1, state.keys.client);
    wire.write(handshake.seal(clientFinished, [encode({ finished: proof })]));
    const { client: secret, exporter } = state.trafficSecrets();
    const traffic = { secret, startedAt: 0 };
    const sealer = new Sealer(Direction.clientToServer, 2, deriveRecordKeys(secret), traffic);
    wire.onData = () => {};
    return new HostileClient(wire, sealer, exporter);
  }

  /** Signs in as somebody whose credentials it has; the reply is not waited for. */
  resume({ token, key }: Credentials): void {
    const proof = Buffer.concat([Buffer.from('miyu/1 resume'), this.#exporter]);
    this.ask('account.resume', { token, signature: sign(null, proof, key) });
  }

  ask<N extends RequestName>(name: N, params: Request<N>): void {
    this.send(operations[name].code, encode({ id: this.#nextId++, ...params }));
  }

  /** One frame. @param map msgpack, or anything else */
  send(code: number, map: Uint8Array = encode({})): void {
    this.#wire.write(this.#sealer.seal(code, [map]));
  }

  /** A frame that holds the same operation many times. */
  sendBatch(code: number, count: number, map: Buffer = encode({})): void {
    this.send(0x0010, Buffer.concat(encodeBatch(Array.from({ length: count }, () => ({ code, payload: map })))));
  }

  /** A request for something unknown, or with parameters that fit nothing. */
  sendNonsense(code = 0x0fff, fields: object = {}): void {
    this.send(code & ~REPLY_BIT, encode({ id: this.#nextId++, ...fields }));
  }

  /** As an honest client does when a key is spent. */
  rekey(): void {
    this.send(0x0013);
    this.#sealer.rekey(0);
  }
}
