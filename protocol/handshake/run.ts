import { type KeyObject, randomBytes, sign } from 'node:crypto';
import { PSS, type VerifiedServer, verifyServerChain, verifySignature } from '../certificates.ts';
import { Channel } from '../channel.ts';
import { decode, encode } from '../codec.ts';
import { ChannelError, ClockError, ViolationError } from '../errors.ts';
import { encodeFrame } from '../frame.ts';
import { deriveRecordKeys, PUBLIC_KEYS, type TrafficSecrets, wipeRecordKeys } from '../key-schedule.ts';
import { Direction, Opener, Sealer } from '../record.ts';
import { clockMismatch } from '../validity.ts';
import type { Wire } from '../wire.ts';
import { FrameReader } from './frame-reader.ts';
import {
  type ClientHello,
  type HandshakeMessage,
  type HandshakeMessageName,
  handshakeMessages,
  PROTOCOL_VERSION,
  SUITE_X25519_AES_CBC_HMAC,
} from './messages.ts';
import { checkVersion, chooseVersion, type ServerIdentity } from './policy.ts';
import { checkFinished, type EphemeralKeys, generateEphemeralKeys, HandshakeState } from './state.ts';

const FIRST_TRAFFIC_EPOCH = 2;

/** Where a handshake takes its randomness from; replaced by fixed values for test vectors only. */
export interface HandshakeRandom {
  ephemeralKeys(): EphemeralKeys;
  random(): Uint8Array;
  /** undefined: a fresh one */
  iv(): Uint8Array | undefined;
}

const freshRandom: HandshakeRandom = {
  ephemeralKeys: generateEphemeralKeys,
  random: () => randomBytes(32),
  iv: () => undefined,
};

export interface AcceptOptions {
  identity: ServerIdentity;
  /** monotonic milliseconds */
  now: () => number;
  /** Resolves when there is time for the key agreement and the signature; at once when not given. */
  turn?: () => Promise<void>;
  random?: HandshakeRandom;
}

export interface ConnectOptions {
  /** the CA's fingerprint; undefined accepts any server, and the caller must judge the one it finds */
  pin?: string;
  /** monotonic milliseconds */
  now: () => number;
  /** milliseconds since the epoch, for the certificates' validity */
  wallClock: () => number;
  random?: HandshakeRandom;
}

/**
 * The server's side of a handshake.
 * @throws ChannelError; the wire is destroyed then. The caller limits the time by destroying the wire.
 */
export function acceptChannel(wire: Wire, options: AcceptOptions): Promise<Channel> {
  return destroyingOnFailure(wire, runServerHandshake(wire, options));
}

/** The client's side of a handshake; otherwise as acceptChannel. @throws also ClockError */
export function connectChannel(wire: Wire, options: ConnectOptions): Promise<ConnectedChannel> {
  return destroyingOnFailure(wire, runClientHandshake(wire, options));
}

export interface ConnectedChannel {
  channel: Channel;
  /** the CA's */
  fingerprint: string;
  /** the CA's certificate, DER: it signs the accounts' certificates too */
  authority: Uint8Array;
}

async function destroyingOnFailure<T>(wire: Wire, handshake: Promise<T>): Promise<T> {
  try {
    return await handshake;
  } catch (error) {
    wire.destroy();
    throw error;
  }
}

async function runServerHandshake(wire: Wire, options: AcceptOptions): Promise<Channel> {
  const { identity, now, turn, random = freshRandom } = options;
  const talk = new HandshakeTalk(wire, Direction.serverToClient, random);

  const clientHello = await talk.receive('clientHello');
  await turn?.();
  const choice = chooseVersion(clientHello.message);
  const ephemeral = random.ephemeralKeys();
  const serverHello = talk.send('serverHello', { ...choice, key: ephemeral.publicKey, random: random.random() });
  if (choice.version === 0) throw new ChannelError('version');

  const state = new HandshakeState(ephemeral, clientHello.message.key, clientHello.frame, serverHello);
  talk.switchKeys(state.keys.server, state.keys.client);
  const signature = await signAside(identity.privateKey, state.addChain(identity.chain));
  state.addSignature(signature);
  talk.send('serverAuth', { chain: identity.chain, signature, finished: state.serverFinished() });

  const expected = state.clientFinished();
  checkFinished(expected, (await talk.receive('clientFinished')).message.finished);
  return talk.intoChannel('server', state.trafficSecrets(), now);
}

/** RSA takes longer than all else in a handshake: another thread does it. */
function signAside(key: KeyObject, data: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign('sha256', data, { key, ...PSS }, (error, signature) => (error ? reject(error) : resolve(signature)));
  });
}

async function runClientHandshake(wire: Wire, options: ConnectOptions): Promise<ConnectedChannel> {
  const { now, random = freshRandom } = options;
  const talk = new HandshakeTalk(wire, Direction.clientToServer, random);

  const ephemeral = random.ephemeralKeys();
  const { clientHello, serverHello } = await exchangeHellos(talk, {
    versions: [PROTOCOL_VERSION],
    suites: [SUITE_X25519_AES_CBC_HMAC],
    key: ephemeral.publicKey,
    random: random.random(),
  });
  checkVersion(serverHello.message);

  const state = new HandshakeState(ephemeral, serverHello.message.key, clientHello, serverHello.frame);
  talk.switchKeys(state.keys.client, state.keys.server);
  const server = await receiveServerAuth(talk, state, options);

  talk.send('clientFinished', { finished: state.clientFinished() });
  const channel = talk.intoChannel('client', state.trafficSecrets(), now);
  return { channel, fingerprint: server.fingerprint, authority: server.authority };
}

async function exchangeHellos(talk: HandshakeTalk, hello: ClientHello) {
  let clientHello = talk.send('clientHello', hello);
  let answer = await talk.receiveOneOf('serverHello', 'retry');
  if (answer.name === 'retry') {
    clientHello = talk.send('clientHello', { ...hello, cookie: answer.message.cookie });
    answer = { name: 'serverHello', ...(await talk.receive('serverHello')) };
  }
  return { clientHello, serverHello: { message: answer.message, frame: answer.frame } };
}

async function receiveServerAuth(
  talk: HandshakeTalk,
  state: HandshakeState,
  { pin, wallClock }: ConnectOptions,
): Promise<VerifiedServer> {
  const { chain, signature, finished } = (await talk.receive('serverAuth')).message;
  const server = verifyServerChain(chain, pin);
  if (!verifySignature(server.publicKey, state.addChain(chain), signature)) {
    throw new ChannelError('untrusted', 'signature');
  }
  state.addSignature(signature);
  checkFinished(state.serverFinished(), finished);
  // the last thing: who shows an old chain without its key is a stranger, whatever the time
  const mismatch = clockMismatch(server.validity, wallClock());
  if (mismatch) throw new ClockError(mismatch);
  return server;
}

interface Received<N extends HandshakeMessageName> {
  message: HandshakeMessage<N>;
  /** as it came, for the transcript */
  frame: Buffer;
}
type Answer = ({ name: 'serverHello' } & Received<'serverHello'>) | ({ name: 'retry' } & Received<'retry'>);

function opposite(direction: Direction): Direction {
  return direction === Direction.clientToServer ? Direction.serverToClient : Direction.clientToServer;
}

/** Sends and receives the messages of one handshake; anything but the expected one ends it. */
class HandshakeTalk {
  readonly #wire: Wire;
  readonly #reader: FrameReader;
  readonly #direction: Direction;
  readonly #random: HandshakeRandom;
  #sealer: Sealer;
  #opener: Opener;

  constructor(wire: Wire, direction: Direction, random: HandshakeRandom) {
    this.#wire = wire;
    this.#reader = new FrameReader(wire);
    this.#direction = direction;
    this.#random = random;
    this.#sealer = new Sealer(direction, 0, PUBLIC_KEYS);
    this.#opener = new Opener(opposite(direction), 0, PUBLIC_KEYS);
  }

  /** @returns the frame, for the transcript */
  send<N extends HandshakeMessageName>(name: N, message: HandshakeMessage<N>): Buffer {
    const frame = this.#sealer.seal(handshakeMessages[name].code, [encode(message)], this.#random.iv());
    this.#wire.write(frame);
    return frame;
  }

  async receive<N extends HandshakeMessageName>(name: N): Promise<Received<N>> {
    const { code, payload, frame } = await this.#read();
    if (code !== handshakeMessages[name].code) throw new ViolationError('handshake order');
    return { message: parse(name, payload), frame };
  }

  async receiveOneOf(a: 'serverHello', b: 'retry'): Promise<Answer> {
    const { code, payload, frame } = await this.#read();
    if (code === handshakeMessages[a].code) return { name: a, message: parse(a, payload), frame };
    if (code === handshakeMessages[b].code) return { name: b, message: parse(b, payload), frame };
    throw new ViolationError('handshake order');
  }

  async #read() {
    const frame = await this.#reader.read();
    return { ...this.#opener.open(frame), frame: encodeFrame(frame) };
  }

  /** Epoch 1. */
  switchKeys(own: { encryption: Buffer; mac: Buffer }, peer: { encryption: Buffer; mac: Buffer }): void {
    this.#sealer = new Sealer(this.#direction, 1, own);
    this.#opener = new Opener(opposite(this.#direction), 1, peer);
  }

  intoChannel(role: 'client' | 'server', secrets: TrafficSecrets, now: () => number): Channel {
    const own = secrets[role];
    const peer = secrets[role === 'client' ? 'server' : 'client'];
    const startedAt = now();
    const [ownKeys, peerKeys] = [deriveRecordKeys(own), deriveRecordKeys(peer)];
    const sealer = new Sealer(this.#direction, FIRST_TRAFFIC_EPOCH, ownKeys, { secret: own, startedAt });
    const opener = new Opener(opposite(this.#direction), FIRST_TRAFFIC_EPOCH, peerKeys, { secret: peer, startedAt });
    for (const keys of [ownKeys, peerKeys]) wipeRecordKeys(keys);
    const { exporter } = secrets;
    return new Channel({ role, wire: this.#wire, decoder: this.#reader.decoder, sealer, opener, exporter, now });
  }
}

function parse<N extends HandshakeMessageName>(name: N, payload: Buffer): HandshakeMessage<N> {
  const result = handshakeMessages[name].schema.safeParse(decode(payload));
  if (!result.success) throw new ViolationError(`handshake ${name}`);
  return result.data as HandshakeMessage<N>;
}
