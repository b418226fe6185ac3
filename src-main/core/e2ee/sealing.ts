import type { DeviceId } from '../../../protocol/index.ts';
import type { SendProblem } from '../../contract/model.ts';
import { TurnBatch } from '../turn-batch.ts';
import type { Bundles } from './bundles.ts';
import type { SealRequest, SealResult } from './exchange.ts';

/** A ciphertext for one device. */
export interface Envelope {
  device: DeviceId;
  body: Uint8Array;
}

/** Nothing may be encrypted for that person, or for one of the devices, as things stand. */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly problem: Extract<SendProblem, 'keys-changed' | 'untrusted-device' | 'not-member' | 'refused'>;

  constructor(problem: SealError['problem']) {
    super(problem);
    this.problem = problem;
  }
}

/** The server has no keys of these devices: they may have been removed. */
export class DevicesGoneError extends Error {
  override readonly name = 'DevicesGoneError';
  readonly devices: DeviceId[];

  constructor(devices: DeviceId[]) {
    super('no keys');
    this.devices = devices;
  }
}

/** A device that has a session in one look and none in the next is in trouble that another bundle does not end. */
const ATTEMPTS = 3;

/**
 * Encrypts for devices, beginning sessions where there are none. What is asked for in one turn of the event loop costs
 * one commit, whoever asks.
 */
export class Sealing {
  readonly #bundles: Pick<Bundles, 'establish'>;
  readonly #seals: TurnBatch<SealRequest, Map<SealRequest, SealResult>>;

  constructor(seal: (requests: SealRequest[]) => Promise<SealResult[]>, bundles: Pick<Bundles, 'establish'>) {
    this.#bundles = bundles;
    this.#seals = new TurnBatch(async (requests) => pair(requests, await seal(requests)));
  }

  /** @throws SealError, DevicesGoneError; ContractError `storage`; OperationError and ChannelError of getting the keys */
  async seal(request: SealRequest): Promise<Envelope[]> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const result = await this.#try(request);
      switch (result.kind) {
        case 'sealed':
          return result.envelopes;
        case 'keys-changed':
          throw new SealError('keys-changed');
        case 'no-session':
          await this.#bundles.establish(result.devices);
      }
    }
    throw new SealError('untrusted-device');
  }

  /** Encrypts only for those of the devices that there are sessions with: what is said in passing is worth no more. */
  async sealForSessions(request: SealRequest): Promise<Envelope[]> {
    const result = await this.#try(request);
    if (result.kind === 'sealed') return result.envelopes;
    if (result.kind === 'keys-changed') return [];
    const without = new Set(result.devices.map(({ device }) => device));
    const devices = request.devices.filter(({ device }) => !without.has(device));
    if (devices.length === 0) return [];
    const again = await this.#try({ ...request, devices });
    return again.kind === 'sealed' ? again.envelopes : [];
  }

  async #try(request: SealRequest): Promise<SealResult> {
    const results = await this.#seals.add(request);
    return results.get(request) ?? { kind: 'no-session', devices: request.devices };
  }
}

function pair(requests: SealRequest[], results: SealResult[]): Map<SealRequest, SealResult> {
  const paired = new Map<SealRequest, SealResult>();
  for (const [index, result] of results.entries()) {
    const request = requests[index];
    if (request) paired.set(request, result);
  }
  return paired;
}
