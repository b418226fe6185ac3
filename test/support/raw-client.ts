import { generateKeyPairSync, hash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { PrivateKey } from '@signalapp/libsignal-client';
import {
  type AccountId,
  type Channel,
  type CloseReason,
  connectChannel,
  createCertificateRequest,
  type Delivery,
  type DeviceId,
  type DeviceKeys,
  type Event,
  type EventName,
  MessageId,
  type OneTimePreKey,
  type Profile,
  type Reply,
  type Request,
} from '../../protocol/index.ts';
import { SocketWire } from '../../src-main/core/socket-wire.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const ED25519_SPKI_PREFIX_SIZE = 12;

/** Cheap parameters that a server must accept; nobody stretches anything here. */
const hashing = { salt: Buffer.alloc(16, 1), memoryKiB: 19 * 1024, passes: 1, parallelism: 1 };

export interface Target {
  port: number;
  /** the CA's fingerprint */
  fingerprint: string;
  /** where the client is: another address of 127.0.0.0/8 than the usual one */
  from?: string;
}

/** A connection to the server, before anything is said. */
export async function connectFrom({ port, from }: Pick<Target, 'port' | 'from'>): Promise<SocketWire> {
  const host = '127.0.0.1';
  const socket = connect({ host, port, ...(from === undefined ? {} : { localAddress: from }) });
  await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) });
  // 'close' follows every error, and is all that the channel needs to know
  socket.on('error', () => {});
  return new SocketWire(socket);
}

export interface Credentials {
  token: string;
  key: KeyObject;
}

interface Waiting {
  name: EventName;
  matches(params: Event<EventName>): boolean;
  resolve(params: Event<EventName>): void;
}

/** The half of a stretched password that the server checks; here it comes from the name alone. */
export function fakeAuth(name: string): Buffer {
  return hash('sha256', `auth of ${name}`, 'buffer');
}

export function newMessageId(): MessageId {
  return MessageId.parse(randomBytes(16).toString('base64url'));
}

/** Of the account; here it comes from the name alone. */
export function fakeRecovery(name: string): Buffer {
  return hash('sha256', `recovery of ${name}`, 'buffer');
}

/** All accounts of a test process have the same. */
export const identityKey = PrivateKey.generate();

let requestForCertificate: Buffer | undefined;

/** RSA keys take long to make, so all accounts of a test process have the same. */
export function sharedCertificateRequest(): Buffer {
  requestForCertificate ??= createCertificateRequest({
    name: 'anybody',
    accountKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    identityKey: identityKey.getPublicKey().serialize(),
  });
  return requestForCertificate;
}

/** Keys of the right shape, which nobody could begin a session with. */
export function fakeDeviceKeys(registrationId = 1): DeviceKeys {
  return {
    registrationId,
    signed: { id: 1, key: randomBytes(33), signature: randomBytes(64) },
    lastResort: { id: 1, key: randomBytes(1569), signature: randomBytes(64) },
  };
}

export function fakeOneTimeKeys(count: number, firstId = 1): OneTimePreKey[] {
  return Array.from({ length: count }, (_, index) => ({ id: firstId + index, key: randomBytes(33) }));
}

function makeDeviceKey(): { key: KeyObject; publicKey: Buffer } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return { key: privateKey, publicKey: spki.subarray(ED25519_SPKI_PREFIX_SIZE) };
}

/** A client of the bare protocol, for tests and benchmarks: says what it is told to say and keeps what it hears. */
export class RawClient {
  readonly channel: Channel;
  readonly wire: SocketWire;
  /** everything heard and not waited for, in order */
  readonly heard: { name: EventName; params: Event<EventName> }[] = [];
  readonly closed: Promise<CloseReason>;
  /** called for each delivery, before `heard` gets it; when set, deliveries are not kept */
  onDelivery: ((delivery: Delivery) => void) | undefined;
  profile: Profile | undefined;
  device: DeviceId | undefined;
  /** of the last login: shows that the device is known */
  pass: Uint8Array | undefined;
  /** of the last login: what a later connection resumes with */
  credentials: Credentials | undefined;
  #waiting: Waiting[] = [];

  private constructor(wire: SocketWire, channel: Channel) {
    this.wire = wire;
    this.channel = channel;
    const { promise, resolve } = Promise.withResolvers<CloseReason>();
    this.closed = promise;
    channel.start({ event: (name, params) => this.#hear(name, params), closed: resolve });
  }

  static async connect({ fingerprint, ...where }: Target): Promise<RawClient> {
    const wire = await connectFrom(where);
    const { channel } = await connectChannel(wire, {
      pin: fingerprint,
      now: () => performance.now(),
      wallClock: () => Date.now(),
    });
    return new RawClient(wire, channel);
  }

  /** A connection of a new account that is registered and signed in, on a device that has no keys. */
  static async signUp(target: Target, name: string): Promise<RawClient> {
    const client = await RawClient.connect(target);
    await client.register(name);
    await client.login(name);
    return client;
  }

  /** The same on a device that others can write to. */
  static async signIn(target: Target, name: string): Promise<RawClient> {
    const client = await RawClient.signUp(target, name);
    await client.enrol(name);
    await client.publish();
    return client;
  }

  /** A connection on a new device of an account that has keys; others can write to it. */
  static async onNewDevice(target: Target, name: string): Promise<RawClient> {
    const client = await RawClient.connect(target);
    await client.login(name);
    await client.publish();
    return client;
  }

  /** A new connection in the session of an earlier one. */
  static async resumed(target: Target, earlier: RawClient): Promise<RawClient> {
    if (!earlier.credentials) throw new Error('not signed in');
    const client = await RawClient.connect(target);
    client.credentials = earlier.credentials;
    await client.resume(earlier.credentials);
    return client;
  }

  /** A connection for blobs in the session of another one. */
  static async attached(target: Target, main: RawClient): Promise<RawClient> {
    const { ticket } = await main.channel.request('blob.ticket', {});
    const client = await RawClient.connect(target);
    await client.channel.request('blob.attach', { ticket });
    client.profile = main.profile;
    client.device = main.device;
    client.channel.allowLargeFrames();
    return client;
  }

  get account(): AccountId {
    if (!this.profile) throw new Error('not signed in');
    return this.profile.account;
  }

  register(name: string): Promise<Reply<'account.register'>> {
    return this.channel.request('account.register', {
      name,
      email: `${name}@example.org`,
      auth: fakeAuth(name),
      hashing,
    });
  }

  /** @param id of the device, when it has signed in before */
  async login(
    name: string,
    id?: DeviceId,
    auth = fakeAuth(name),
    pass?: Uint8Array,
  ): Promise<Credentials & Reply<'account.login'>> {
    const { key, publicKey } = makeDeviceKey();
    const device = {
      name: `device of ${name}`,
      key: publicKey,
      ...(id === undefined ? {} : { id }),
      ...(pass && { pass }),
    };
    const reply = await this.channel.request('account.login', { name, auth, device });
    this.#signedIn(reply);
    this.credentials = { token: reply.token, key };
    this.pass = reply.pass;
    return { ...reply, key };
  }

  async resume({ token, key }: Credentials): Promise<void> {
    const proof = Buffer.concat([Buffer.from('miyu/1 resume'), this.channel.exporter]);
    this.#signedIn(await this.channel.request('account.resume', { token, signature: sign(null, proof, key) }));
  }

  /** Gives the account keys that are no use to anybody, and a vault of some bytes. */
  enrol(name: string, changes: Partial<Request<'keys.enrol'>> = {}): Promise<Reply<'keys.enrol'>> {
    const certificateRequest = sharedCertificateRequest();
    const vault = Buffer.from(`vault of ${name}`);
    return this.channel.request('keys.enrol', { certificateRequest, vault, recovery: fakeRecovery(name), ...changes });
  }

  publish(oneTime = fakeOneTimeKeys(10), device: DeviceKeys | undefined = fakeDeviceKeys()) {
    return this.channel.request('keys.publish', { device, oneTime });
  }

  #signedIn({ profile, device }: { profile: Profile; device: DeviceId }): void {
    this.profile = profile;
    this.device = device;
    this.channel.allowLargeFrames();
  }

  /** Sends a message to the devices named. Resolves when the server has it safe. */
  send(to: AccountId, devices: readonly DeviceId[], body: Uint8Array, messageId = newMessageId()) {
    const envelopes = devices.map((device) => ({ device, body }));
    return this.channel.request('message.send', { to, messageId, sentAt: Date.now(), envelopes });
  }

  ack(upTo: number): void {
    this.channel.notice('message.ack', { upTo });
  }

  /** The next event of that name, whether it has come already or not. */
  next<N extends EventName>(name: N, matches: (params: Event<N>) => boolean = () => true): Promise<Event<N>> {
    const index = this.heard.findIndex((each) => each.name === name && matches(each.params as Event<N>));
    const [found] = index < 0 ? [] : this.heard.splice(index, 1);
    if (found) return Promise.resolve(found.params as Event<N>);
    return new Promise((resolve) => {
      this.#waiting.push({
        name,
        matches: (params) => matches(params as Event<N>),
        resolve: (params) => resolve(params as Event<N>),
      });
    });
  }

  #hear(name: EventName, params: Event<EventName>): void {
    if (name === 'message.deliver' && this.onDelivery) {
      this.onDelivery(params as Delivery);
      return;
    }
    const index = this.#waiting.findIndex((each) => each.name === name && each.matches(params));
    const [waiting] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (waiting) waiting.resolve(params);
    else this.heard.push({ name, params });
  }

  async close(): Promise<void> {
    this.channel.close('ended');
    await this.closed;
  }
}

/** Makes two signed-in clients friends. */
export async function befriendRaw(a: RawClient, b: RawClient): Promise<void> {
  await a.channel.request('contact.request', { account: b.account, greeting: '' });
  await b.channel.request('contact.answer', { account: a.account, answer: 'accept' });
}
