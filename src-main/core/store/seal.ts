import type { Transaction } from 'kysely';
import { isRoom } from '../../../protocol/index.ts';
import type { DeviceAddress, SealRequest, SealResult } from '../e2ee/exchange.ts';
import { type Header, writePlaintext } from '../e2ee/plaintext.ts';
import { Ratchets } from '../e2ee/ratchets.ts';
import type { OwnIdentity } from './history.ts';
import { firstFor, numberOf } from './numbers.ts';
import { findReader } from './room-keys.ts';
import type { Schema } from './schema.ts';

/** Gives a text its number. */
type Numbering = typeof numberOf;

export async function seal(
  transaction: Transaction<Schema>,
  own: OwnIdentity,
  requests: SealRequest[],
  numbering: Numbering = numberOf,
): Promise<SealResult[]> {
  const ratchets = await Ratchets.open(transaction, own);
  const results: SealResult[] = [];
  for (const request of requests) {
    results.push((await obstacle(ratchets, request)) ?? (await sealOne(transaction, ratchets, request, numbering)));
  }
  await ratchets.save();
  return results;
}

async function obstacle(ratchets: Ratchets, { devices }: SealRequest): Promise<SealResult | undefined> {
  for (const { account } of devices) if (await ratchets.haveKeysChanged(account)) return { kind: 'keys-changed' };
  const without: DeviceAddress[] = [];
  for (const device of devices) if (!(await ratchets.has(device))) without.push(device);
  return without.length > 0 ? { kind: 'no-session', devices: without } : undefined;
}

async function sealOne(
  transaction: Transaction<Schema>,
  ratchets: Ratchets,
  { messageId: id, to, sentAt, content, devices }: SealRequest,
  numbering: Numbering,
): Promise<SealResult> {
  const header = { id, from: ratchets.here, to, sentAt };
  const number = content.kind === 'text' ? await numbering(transaction, { id, conversation: to }) : undefined;
  const envelopes: Extract<SealResult, { kind: 'sealed' }>['envelopes'] = [];
  for (const address of devices) {
    const numbered = number === undefined ? header : await withNumber(transaction, header, address, number);
    const body = await ratchets.encrypt(address, writePlaintext(numbered, content));
    envelopes.push({ device: address.device, body });
  }
  return { kind: 'sealed', envelopes };
}

async function withNumber(
  transaction: Transaction<Schema>,
  header: Omit<Header, 'v'>,
  address: DeviceAddress,
  n: number,
): Promise<Omit<Header, 'v'>> {
  const { to } = header;
  if (isRoom(to)) return { ...header, n, first: (await findReader(transaction, to, address.device))?.first ?? n };
  return { ...header, n, first: await firstFor(transaction, address, { conversation: to, number: n }) };
}
