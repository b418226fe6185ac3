import type { Expression, Kysely, Transaction } from 'kysely';
import type { AccountId, MessageId, Timestamp } from '../../../protocol/index.ts';
import type { Message, SendProblem } from '../../contract/model.ts';
import { toMessage, writtenKinds } from './message-rows.ts';
import type { MessageRow, Schema } from './schema.ts';
import { type Placeholders, Statement } from './statement.ts';

type One = Placeholders<{ id: MessageId }>;
type OneIn = Placeholders<{ id: MessageId; conversation: AccountId }>;
type OneInAt = Placeholders<{ id: MessageId; conversation: AccountId; at: Timestamp }>;

const toSent = new Statement((db, { id }: One) =>
  own(db, id).set({ state: 'sent', problem: null }).where('state', '=', 'sending'),
);
const toDelivered = new Statement((db, { id, conversation, at }: OneInAt) =>
  own(db, id)
    .set({ state: 'delivered', problem: null, delivered_at: at })
    .where('state', 'in', ['sending', 'sent', 'failed'])
    .where('conversation', '=', conversation),
);
const toRead = new Statement((db, { id, conversation, at }: OneInAt) =>
  own(db, id)
    .set({ state: 'read', problem: null, read_at: at })
    .where('state', '=', 'delivered')
    .where('conversation', '=', conversation),
);
const toFailed = new Statement((db, { id, problem }: Placeholders<{ id: MessageId; problem: SendProblem }>) =>
  own(db, id).set({ state: 'failed', problem }).where('state', '=', 'sending'),
);
const toUnrecalled = new Statement((db, { id, problem }: Placeholders<{ id: MessageId; problem: SendProblem }>) =>
  own(db, id).set({ state: 'failed', problem }).where('kind', '=', 'recalled'),
);
const toExpired = new Statement((db, { id, conversation }: OneIn) =>
  own(db, id)
    .set({ state: 'failed', problem: 'expired' })
    .where('state', '=', 'sent')
    .where('conversation', '=', conversation),
);
const toSending = new Statement((db, { id }: One) =>
  own(db, id).set({ state: 'sending', problem: null }).where('state', '=', 'failed').where('kind', 'in', writtenKinds),
);

/** A receipt may overtake the server's reply, so only messages still `sending` become `sent`. */
export async function markSent(transaction: Transaction<Schema>, ids: MessageId[]): Promise<Message[]> {
  return changeEach(ids, (id) => toSent.all(transaction, { id }));
}

/** The other person's device has them. */
export async function markDelivered(
  transaction: Transaction<Schema>,
  conversation: AccountId,
  { ids, at }: { ids: MessageId[]; at: Timestamp },
): Promise<Message[]> {
  return changeEach(ids, (id) => toDelivered.all(transaction, { id, conversation, at }));
}

/** The other person has read them, and so their device has them. */
export async function markReadByThem(
  transaction: Transaction<Schema>,
  conversation: AccountId,
  { ids, at }: { ids: MessageId[]; at: Timestamp },
): Promise<Message[]> {
  await markDelivered(transaction, conversation, { ids, at });
  return changeEach(ids, (id) => toRead.all(transaction, { id, conversation, at }));
}

export async function markFailed(transaction: Transaction<Schema>, id: MessageId, problem: SendProblem) {
  return changeEach([id], () => toFailed.all(transaction, { id, problem }));
}

/** The others keep what was to be taken back. */
export async function markRecallFailed(transaction: Transaction<Schema>, id: MessageId, problem: SendProblem) {
  return changeEach([id], () => toUnrecalled.all(transaction, { id, problem }));
}

/** The server gave up keeping a message for the other person. */
export async function markExpired(transaction: Transaction<Schema>, conversation: AccountId, id: MessageId) {
  return changeEach([id], () => toExpired.all(transaction, { id, conversation }));
}

/** Of what people write only: the rest is said anew. */
export async function markForRetry(transaction: Transaction<Schema>, id: MessageId): Promise<Message[]> {
  return changeEach([id], () => toSending.all(transaction, { id }));
}

export async function hasFailed(db: Kysely<Schema>, id: MessageId): Promise<boolean> {
  const row = await db.selectFrom('message').select('state').where('id', '=', id).executeTakeFirst();
  return row?.state === 'failed';
}

/** Deletes a message that failed; undefined when there is none with that id. */
export async function deleteFailed(transaction: Transaction<Schema>, id: MessageId): Promise<MessageRow | undefined> {
  return transaction
    .deleteFrom('message')
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .returningAll()
    .executeTakeFirst();
}

function own(db: Kysely<Schema>, id: Expression<MessageId>) {
  return db.updateTable('message').where('id', '=', id).where('own', '=', 1).returningAll();
}

/** Those that it changed, in the order of the history. */
async function changeEach(ids: MessageId[], change: (id: MessageId) => Promise<MessageRow[]>): Promise<Message[]> {
  const changed: MessageRow[] = [];
  for (const id of ids) changed.push(...(await change(id)));
  return changed.sort((a, b) => a.place - b.place).map(toMessage);
}
