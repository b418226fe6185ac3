import {
  type Channel,
  ChannelError,
  ClockError,
  type CloseReason,
  type ConnectedChannel,
  connectChannel,
  type Event,
  type EventName,
} from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import { openSocket, type SocketWire } from './socket-wire.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const HANDSHAKE_TIMEOUT_MS = 10_000;
const TICK_MS = 1_000;

export interface Address {
  host: string;
  port: number;
  /** the server's pin; undefined accepts whoever answers */
  fingerprint?: string | undefined;
}

export interface LinkListener {
  event<N extends EventName>(name: N, params: Event<N>): void;
  closed(reason: CloseReason): void;
}

/**
 * One connection to a server from handshake to end. Events are kept until somebody attaches: the first ones come
 * together with the reply to the login.
 */
export class Link {
  readonly channel: Channel;
  /** the server that answered */
  readonly fingerprint: string;
  /** the server's certificate authority, DER: it signs the accounts' certificates */
  readonly authority: Uint8Array;
  #listener: LinkListener | undefined;
  #kept: ((listener: LinkListener) => void)[] = [];

  constructor({ channel, fingerprint, authority }: ConnectedChannel) {
    this.channel = channel;
    this.fingerprint = fingerprint;
    this.authority = authority;
    const ticker = setInterval(() => channel.tick(), TICK_MS);
    channel.start({
      event: (name, params) => this.#tell((listener) => listener.event(name, params)),
      closed: (reason) => {
        clearInterval(ticker);
        this.#tell((listener) => listener.closed(reason));
      },
    });
  }

  attach(listener: LinkListener): void {
    this.#listener = listener;
    const kept = this.#kept;
    this.#kept = [];
    for (const tell of kept) tell(listener);
  }

  #tell(tell: (listener: LinkListener) => void): void {
    if (this.#listener) tell(this.#listener);
    else this.#kept.push(tell);
  }
}

/**
 * Connects to a server and checks who it is.
 * @param now wall clock, for the certificates
 * @throws ContractError: unreachable, not-miyu, version, server-changed, wrong-clock
 */
export async function dial({ host, port, fingerprint }: Address, now: () => number): Promise<Link> {
  const wire = await openSocket(host, port, CONNECT_TIMEOUT_MS).catch(() => {
    throw new ContractError('unreachable');
  });
  const deadline = setTimeout(() => wire.destroy(), HANDSHAKE_TIMEOUT_MS);
  try {
    return await shakeHands(wire, fingerprint, now);
  } catch (error) {
    throw error instanceof ChannelError ? handshakeError(error) : error;
  } finally {
    clearTimeout(deadline);
  }
}

async function shakeHands(wire: SocketWire, pin: string | undefined, wallClock: () => number): Promise<Link> {
  const clocks = { now: () => performance.now(), wallClock };
  return new Link(await connectChannel(wire, { ...clocks, ...(pin === undefined ? {} : { pin }) }));
}

function handshakeError(error: ChannelError): ContractError {
  if (error instanceof ClockError) return new ContractError('wrong-clock', error.clock);
  switch (error.reason) {
    case 'untrusted':
      return new ContractError('server-changed');
    case 'version':
      return new ContractError('version');
    case 'violation':
      return new ContractError('not-miyu');
    // A server that is full, stopping or behind a dead balancer hangs up without a word.
    default:
      return new ContractError('unreachable');
  }
}
