import type { Transaction } from 'kysely';
import { type AccountId, BLOB_CHUNK_SIZE, type Timestamp } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import { sealedCount } from '../transfers/sealed-chunks.ts';
import { changeAttachment } from './attachments.ts';
import type { Schema } from './schema.ts';

const HOUR_MS = 3600_000;
/** The last 24 hours reach into so many whole ones beside the present one. */
const HOURS_BEFORE = 24;

const overBudget = { state: 'remote', problem: 'over-budget', sealed: null } as const;

export interface FetchBudget {
  /** bytes that are fetched by themselves from one author within 24 hours */
  bytes: number;
  /** when what is judged came, by the clock here: the one of its author tells nothing */
  at: Timestamp;
}

/**
 * Leaves for the person what would be fetched by itself beyond its author's budget. What is fetched counts once, when it comes, and for
 * 24 to 25 hours, as whole hours are kept: not again when its download goes on, and still when its message is deleted. What the person
 * fetches does not count; own messages, from other devices, have no limit.
 * @returns the messages as they are then
 */
export async function keepWithinBudget(
  transaction: Transaction<Schema>,
  messages: Message[],
  budget: FetchBudget,
): Promise<Message[]> {
  const kept: Message[] = [];
  for (const message of messages) {
    const { id, own, author, attachment } = message;
    const isFetched = !own && attachment?.state === 'downloading';
    const mayBe = !isFetched || (await spend(transaction, { author, bytes: cost(attachment.size) }, budget));
    kept.push(...(mayBe ? [message] : await changeAttachment(transaction, id, overBudget)));
  }
  return kept;
}

/** The size is what its author says: of a file that is larger a whole chunk comes before that shows. */
function cost(size: number): number {
  return sealedCount(size) * BLOB_CHUNK_SIZE;
}

/** False when the author's budget does not suffice. */
async function spend(
  transaction: Transaction<Schema>,
  { author, bytes }: { author: AccountId; bytes: number },
  budget: FetchBudget,
): Promise<boolean> {
  const hour = Math.floor(budget.at / HOUR_MS);
  await forgetOthers(transaction, hour);
  if ((await spentBy(transaction, author)) + bytes > budget.bytes) return false;
  await transaction
    .insertInto('fetched')
    .values({ author, hour, bytes })
    .onConflict((conflict) => conflict.doUpdateSet((eb) => ({ bytes: eb('fetched.bytes', '+', bytes) })))
    .execute();
  return true;
}

/** Later ones, too: a clock that went wrong for a while must not leave an author without a budget. */
async function forgetOthers(transaction: Transaction<Schema>, hour: number): Promise<void> {
  await transaction
    .deleteFrom('fetched')
    .where((eb) => eb.or([eb('hour', '<', hour - HOURS_BEFORE), eb('hour', '>', hour)]))
    .execute();
}

async function spentBy(transaction: Transaction<Schema>, author: AccountId): Promise<number> {
  const { spent } = await transaction
    .selectFrom('fetched')
    .select(({ fn }) => fn.sum<number | null>('bytes').as('spent'))
    .where('author', '=', author)
    .executeTakeFirstOrThrow();
  return spent ?? 0;
}
