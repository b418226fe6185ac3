import type { Transaction } from 'kysely';
import { isAct } from '../content.ts';
import type { DeviceAddress, SealRequest, SealResult } from '../e2ee/exchange.ts';
import { type Header, writePlaintext } from '../e2ee/plaintext.ts';
import { Ratchets } from '../e2ee/ratchets.ts';
import { Audiences, type Reader } from './audiences.ts';
import type { OwnIdentity } from './history.ts';
import { lastNumber, numberGiven, stamp } from './numbers.ts';
import { noteAudience } from './outgoing.ts';
import type { Schema } from './schema.ts';

/** Gives a text its number and audience. The number. */
type Stamping = typeof stamp;

interface Parts {
  transaction: Transaction<Schema>;
  ratchets: Ratchets;
  audiences: Audiences;
  stamping: Stamping;
}

export async function seal(
  transaction: Transaction<Schema>,
  own: OwnIdentity,
  requests: SealRequest[],
  stamping: Stamping = stamp,
): Promise<SealResult[]> {
  const ratchets = await Ratchets.open(transaction, own);
  const parts = { transaction, ratchets, audiences: new Audiences(transaction, own), stamping };
  const results: SealResult[] = [];
  for (const request of requests) results.push((await obstacle(ratchets, request)) ?? (await sealOne(parts, request)));
  await ratchets.save();
  return results;
}

async function obstacle(ratchets: Ratchets, { devices }: SealRequest): Promise<SealResult | undefined> {
  for (const { account } of devices) if (await ratchets.haveKeysChanged(account)) return { kind: 'keys-changed' };
  const without: DeviceAddress[] = [];
  for (const device of devices) if (!(await ratchets.has(device))) without.push(device);
  return without.length > 0 ? { kind: 'no-session', devices: without } : undefined;
}

async function sealOne(parts: Parts, request: SealRequest): Promise<SealResult> {
  const { ratchets } = parts;
  const { messageId: id, to, sentAt, content, devices } = request;
  const header = { id, from: ratchets.here, to, sentAt };
  const number = request.again ? await numberAgain(parts, request) : await note(parts, request);
  const envelopes: Extract<SealResult, { kind: 'sealed' }>['envelopes'] = [];
  for (const address of devices) {
    const numbered = number === undefined ? header : await withNumber(parts, header, address, number);
    const body = await ratchets.encrypt(address, writePlaintext(numbered, content));
    envelopes.push({ device: address.device, body });
  }
  return { kind: 'sealed', envelopes };
}

/** Whom it is encrypted for is remembered of what others may ask for again. A text's number. */
async function note(
  { transaction, ratchets, audiences, stamping }: Parts,
  { messageId: id, to, content, devices }: SealRequest,
): Promise<number | undefined> {
  const isText = content.kind === 'text';
  if (!isText && !isAct(content)) return undefined;
  const readers: Reader[] = [];
  for (const address of devices) readers.push({ ...address, key: await ratchets.identityKey(address.account) });
  if (isText) {
    return stamping(transaction, { id, conversation: to }, (number) => audiences.of(to, readers, number));
  }
  const next = (await lastNumber(transaction, to)) + 1;
  await noteAudience(transaction, { id, audience: await audiences.of(to, readers, next) });
  return undefined;
}

/** Undefined of what has no number, or has gone since it was asked for. */
async function numberAgain({ transaction }: Parts, { messageId, content }: SealRequest): Promise<number | undefined> {
  return content.kind === 'text' ? numberGiven(transaction, messageId) : undefined;
}

async function withNumber(
  { audiences }: Pick<Parts, 'audiences'>,
  header: Omit<Header, 'v'>,
  address: DeviceAddress,
  n: number,
): Promise<Omit<Header, 'v'>> {
  // A text that failed, and is sent once more, may come after the first one that was for the device.
  const first = Math.min(n, (await audiences.firstFor(header.to, address)) ?? n);
  return { ...header, n, first };
}
