import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  acceptChannel,
  type Channel,
  type CloseReason,
  caFingerprint,
  connectChannel,
  createCertificateAuthority,
  createServerCertificate,
  type Event,
  type EventName,
  type Notice,
  type NoticeName,
  type Request,
  type RequestName,
  type ServerIdentity,
} from '../../protocol/index.ts';
import { MemoryWire, type Tap } from './memory-wire.ts';

export const CERTIFICATE_TIME = new Date('2026-11-21T00:00:00Z');

function makeIdentity(): { identity: ServerIdentity; fingerprint: string } {
  const ca = createCertificateAuthority({ name: 'Test CA', now: CERTIFICATE_TIME });
  const leaf = createServerCertificate(ca, { name: 'Test server', now: CERTIFICATE_TIME });
  const chain = [new X509Certificate(leaf.certificate).raw, new X509Certificate(ca.certificate).raw];
  return { identity: { chain, privateKey: createPrivateKey(leaf.key) }, fingerprint: caFingerprint(ca.certificate) };
}

let made: ReturnType<typeof makeIdentity> | undefined;

/** One server identity for all tests of a file: RSA keys take their time. */
export function testIdentity() {
  made ??= makeIdentity();
  return made;
}

/** What a channel told its user, in order. */
export class Recorder {
  readonly requests: { name: RequestName; id: number; params: Request<RequestName> }[] = [];
  readonly notices: { name: NoticeName; params: Notice<NoticeName> }[] = [];
  readonly events: { name: EventName; params: Event<EventName> }[] = [];
  readonly closed: Promise<CloseReason>;
  closeReasons: CloseReason[] = [];
  #close: (reason: CloseReason) => void = () => {};

  constructor(channel: Channel, answer = true) {
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
    channel.start({
      request: (name, id, params) => {
        this.requests.push({ name, id, params });
        if (answer && name === 'channel.echo') channel.reply('channel.echo', id, params as Request<'channel.echo'>);
      },
      notice: (name, params) => void this.notices.push({ name, params }),
      event: (name, params) => void this.events.push({ name, params }),
      closed: (reason) => {
        this.closeReasons.push(reason);
        this.#close(reason);
      },
    });
  }
}

export interface ChannelPair {
  client: Channel;
  server: Channel;
  wires: { client: MemoryWire; server: MemoryWire };
  clock: { now: number };
}

/** Two ends of a connection in memory after a real handshake; time stands still until the test moves it. */
export async function connectInMemory(taps: { fromClient?: Tap; fromServer?: Tap } = {}): Promise<ChannelPair> {
  const { identity, fingerprint } = testIdentity();
  const wires = MemoryWire.pair(taps);
  const clock = { now: 1000 };
  const now = () => clock.now;
  const [server, { channel: client }] = await Promise.all([
    acceptChannel(wires.server, { identity, now }),
    connectChannel(wires.client, { pin: fingerprint, now, wallClock: () => CERTIFICATE_TIME.getTime() }),
  ]);
  return { client, server, wires, clock };
}
