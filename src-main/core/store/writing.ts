import type { Transaction } from 'kysely';
import type { MessageId } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import type { SealRequest, SealResult } from '../e2ee/exchange.ts';
import type { OwnIdentity } from './history.ts';
import type { NewMessage } from './message-rows.ts';
import { addMessages } from './messages.ts';
import { nextNumber, type Stamp } from './numbers.ts';
import type { Schema } from './schema.ts';
import { seal } from './seal.ts';

/** One's own new messages, and those of them that are to be encrypted at once. */
export interface Written {
  messages: NewMessage[];
  requests: SealRequest[];
}

/** Encrypts first: what is stamped then is stored with it. */
export async function writeMessages(
  transaction: Transaction<Schema>,
  own: OwnIdentity,
  { messages, requests }: Written,
): Promise<{ stored: Message[]; sealed: SealResult[] }> {
  const stamps = new Map<MessageId, Stamp>();
  const sealed = await seal(transaction, own, requests, async (_, { id, conversation }, audienceOf) => {
    const number = await nextNumber(transaction, conversation);
    stamps.set(id, { number, audience: await audienceOf(number) });
    return number;
  });
  const stored = await addMessages(
    transaction,
    messages.map((message) => ({ ...message, stamp: stamps.get(message.id) })),
  );
  return { stored, sealed };
}
