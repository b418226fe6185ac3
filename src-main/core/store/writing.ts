import type { Transaction } from 'kysely';
import type { MessageId } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import type { SealRequest, SealResult } from '../e2ee/exchange.ts';
import type { OwnIdentity } from './history.ts';
import type { NewMessage } from './message-rows.ts';
import { addMessages } from './messages.ts';
import { nextNumber } from './numbers.ts';
import type { Schema } from './schema.ts';
import { seal } from './seal.ts';

/** One's own new messages, and those of them that are to be encrypted at once. */
export interface Written {
  messages: NewMessage[];
  requests: SealRequest[];
}

/** Encrypts first: what is numbered then is stored with its number. */
export async function writeMessages(
  transaction: Transaction<Schema>,
  own: OwnIdentity,
  { messages, requests }: Written,
): Promise<{ stored: Message[]; sealed: SealResult[] }> {
  const numbers = new Map<MessageId, number>();
  const sealed = await seal(transaction, own, requests, async (_, { id, conversation }) => {
    const number = await nextNumber(transaction, conversation);
    numbers.set(id, number);
    return number;
  });
  const stored = await addMessages(
    transaction,
    messages.map((message) => ({ ...message, number: numbers.get(message.id) })),
  );
  return { stored, sealed };
}
