import type { Transaction } from 'kysely';
import type { ConversationId, Message, MessageId, Timestamp } from '../../contract/model.ts';
import { deleteConversation } from './conversations.ts';
import { deleteMessages, rememberDeleted } from './deleted.ts';
import { forgetEarly } from './early.ts';
import { dropAttachments, dropAttachmentsIn } from './leftovers.ts';
import { toMessage } from './message-rows.ts';
import { forgetMissing } from './missing.ts';
import { neverSent, unsentNeverSent } from './numbers.ts';
import { forgetActsIn } from './outgoing.ts';
import type { Schema } from './schema.ts';

/** Deletes messages here; those that had not left yet do not leave any more. */
export async function deleteHere(
  transaction: Transaction<Schema>,
  deletion: { ids: MessageId[]; at: Timestamp },
): Promise<Message[]> {
  await dropAttachments(transaction, deletion.ids);
  const rows = await deleteMessages(transaction, deletion);
  for (const row of rows) if (row.state === 'sending' || row.state === 'failed') await neverSent(transaction, row);
  return rows.map(toMessage);
}

/** Deletes all messages of a conversation, and what is about them. Their ids. */
export async function clearConversation(
  transaction: Transaction<Schema>,
  { id, at }: { id: ConversationId; at: Timestamp },
): Promise<MessageId[]> {
  await rememberDeleted(transaction, { id, at });
  await unsentNeverSent(transaction, id);
  await forgetActsIn(transaction, id);
  await forgetEarly(transaction, id);
  await forgetMissing(transaction, id);
  await dropAttachmentsIn(transaction, id);
  const rows = await transaction.deleteFrom('message').where('conversation', '=', id).returning('id').execute();
  return rows.map((row) => row.id);
}

/** The same, and the conversation with it. */
export async function removeConversation(
  transaction: Transaction<Schema>,
  deletion: { id: ConversationId; at: Timestamp },
): Promise<void> {
  await clearConversation(transaction, deletion);
  await deleteConversation(transaction, deletion.id);
}
