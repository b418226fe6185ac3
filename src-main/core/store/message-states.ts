import { type Expression, type Kysely, sql, type Transaction } from 'kysely';
import type { AccountId, DeviceId, MessageId, Timestamp } from '../../../protocol/index.ts';
import type { Message, SendProblem } from '../../contract/model.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import { toMessage, writtenKinds } from './message-rows.ts';
import type { MessageRow, Schema } from './schema.ts';
import { type Placeholders, Statement } from './statement.ts';

type One = Placeholders<{ id: MessageId }>;
type OneIn = Placeholders<{ id: MessageId; conversation: AccountId }>;
type Heard = { id: MessageId; conversation: AccountId; device: DeviceId };
type HeardAt = Heard & { at: Timestamp };

const toSent = new Statement((db, { id }: One) =>
  own(db, id).set({ state: 'sent', problem: null }).where('state', '=', 'sending'),
);
const toDelivered = new Statement((db, { id, conversation, device, at }: Placeholders<HeardAt>) =>
  own(db, id)
    .set({ state: 'delivered', problem: null, delivered_at: at, received_by: withDevice(device) })
    .where('state', 'in', ['sending', 'sent', 'failed'])
    .where('conversation', '=', conversation)
    .where(wasFor(conversation, device)),
);
const toReceived = new Statement((db, { id, conversation, device }: Placeholders<Heard>) =>
  own(db, id)
    .set({ received_by: withDevice(device) })
    .where('state', 'in', ['delivered', 'read'])
    .where('conversation', '=', conversation)
    .where(sql<boolean>`instr(coalesce(received_by, ''), ',' || cast(${device} as integer) || ',') = 0`)
    .where(wasFor(conversation, device)),
);
const toRead = new Statement((db, { id, conversation, device, at }: Placeholders<HeardAt>) =>
  own(db, id)
    .set({ state: 'read', problem: null, read_at: at })
    .where('state', '=', 'delivered')
    .where('conversation', '=', conversation)
    .where(wasFor(conversation, device)),
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

/**
 * That device of the other person has them: it is not given them again. What was not encrypted for it, it cannot have.
 */
export async function markDelivered(
  transaction: Transaction<Schema>,
  { account: conversation, device }: DeviceAddress,
  { ids, at }: { ids: MessageId[]; at: Timestamp },
): Promise<Message[]> {
  return changeEach(ids, async (id) => {
    const changed = await toDelivered.all(transaction, { id, conversation, device, at });
    if (changed.length === 0) await toReceived.run(transaction, { id, conversation, device });
    return changed;
  });
}

/** The other person has read them, and so that device has them. */
export async function markReadByThem(
  transaction: Transaction<Schema>,
  { account: conversation, device }: DeviceAddress,
  { ids, at }: { ids: MessageId[]; at: Timestamp },
): Promise<Message[]> {
  await markDelivered(transaction, { account: conversation, device }, { ids, at });
  return changeEach(ids, (id) => toRead.all(transaction, { id, conversation, device, at }));
}

/** Whether that device has said that it has the message. */
export function isReceivedBy({ received_by }: Pick<MessageRow, 'received_by'>, device: DeviceId): boolean {
  return received_by?.includes(`,${device},`) ?? false;
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

/** Numbers are bound as floating ones, which would be written so. */
function withDevice(device: Expression<DeviceId>) {
  return sql<string>`coalesce(received_by, ',') || cast(${device} as integer) || ','`;
}

/** What was written by another device here, or by an older version, may have been for any. */
function wasFor(conversation: Expression<AccountId>, device: Expression<DeviceId>) {
  return sql<boolean>`(coalesce(message.audience, 0) = 0 or exists (
    select 1 from audience as reader
    where reader.conversation = ${conversation} and reader.account = ${conversation} and reader.device = ${device}
      and reader.since <= message.audience and (reader.until is null or reader.until > message.audience)))`;
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
