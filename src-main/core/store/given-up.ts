import type { Transaction } from 'kysely';
import type { AccountId, ConversationId, MessageId, Timestamp } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import { newMessageId } from '../message-id.ts';
import { ensureConversations } from './conversations.ts';
import { addLine, findIdentity } from './messages.ts';
import type { MissingRow, Schema } from './schema.ts';

/** Tells of them in their chats, and asks for them no more; they are still taken when they come. */
export async function giveUp(transaction: Transaction<Schema>, rows: MissingRow[], at: Timestamp): Promise<Message[]> {
  const lines: Message[] = [];
  for (const row of rows)
    if (row.message !== null) lines.push(...(await giveUpMessage(transaction, row, row.message, at)));
  const numbers = Map.groupBy(
    rows.filter(({ message }) => message === null),
    ({ account, conversation }) => `${account} ${conversation}`,
  );
  for (const missing of numbers.values()) {
    const [first] = missing;
    const added = first ? await addMissingLine(transaction, first, missing.length, at) : [];
    for (const { id } of added) await setLine(transaction, missing, id);
    lines.push(...added);
  }
  return lines;
}

/**
 * The line has the message's id, so that the message takes its place when it comes after all; unless another has that
 * id already, which may be why this one could not be read.
 */
async function giveUpMessage(transaction: Transaction<Schema>, row: MissingRow, message: MessageId, at: Timestamp) {
  const { account: author, device, conversation } = row;
  await ensureConversations(transaction, [conversation]);
  const id = (await findIdentity(transaction, message)) ? newMessageId() : message;
  const line = { id, conversation, kind: 'unreadable', own: false, author, device, sentAt: at } as const;
  const added = await addLine(transaction, line);
  await setLine(transaction, [row], id);
  return added ? [added] : [];
}

/** A line for so many texts of somebody that never came. */
export async function addMissingLine(
  transaction: Transaction<Schema>,
  { account: author, conversation }: { account: AccountId; conversation: ConversationId },
  count: number,
  at: Timestamp,
): Promise<Message[]> {
  await ensureConversations(transaction, [conversation]);
  const line = await addLine(transaction, {
    id: newMessageId(),
    conversation,
    kind: 'missing',
    own: false,
    author,
    sentAt: at,
    detail: String(count),
  });
  return line ? [line] : [];
}

async function setLine(transaction: Transaction<Schema>, rows: MissingRow[], line: MessageId): Promise<void> {
  await transaction
    .updateTable('missing')
    .set({ line, next_at: null })
    .where(
      'place',
      'in',
      rows.map(({ place }) => place),
    )
    .execute();
}
