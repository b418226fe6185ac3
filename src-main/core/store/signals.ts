import type { Transaction } from 'kysely';
import type { Event, Timestamp } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import type { Signal } from '../content.ts';
import { readPlaintext } from '../e2ee/plaintext.ts';
import { Ratchets } from '../e2ee/ratchets.ts';
import type { OwnIdentity } from './history.ts';
import { meetDevice } from './known-devices.ts';
import type { Schema } from './schema.ts';

export type ReceivedSignal = Event<'message.signal'>;

export interface OpenedSignal {
  content: Signal;
  /** the line that tells of the device, when it is new */
  messages: Message[];
}

/**
 * Reads a signal. What turns out to be something else is left encrypted: a server that delivers a message as a signal
 * must not make it unreadable for when it comes as it should.
 */
export async function openSignal(
  transaction: Transaction<Schema>,
  own: OwnIdentity,
  { from, device, body }: ReceivedSignal,
  at: Timestamp,
): Promise<OpenedSignal | undefined> {
  const ratchets = await Ratchets.open(transaction, own);
  const opened = await ratchets.decrypt({ account: from, device }, body);
  if (opened.kind !== 'plaintext') return undefined;
  const read = readPlaintext(opened.plaintext);
  if (read.kind !== 'signal') return undefined;
  const { header, content } = read;
  if (header.from.account !== from || header.from.device !== device || header.to !== own.account) return undefined;
  const messages = opened.begins ? await meetDevice(transaction, own.account, { account: from, device }, at) : [];
  await ratchets.save();
  return { content, messages };
}
