import type { Transaction } from 'kysely';
import type { Timestamp } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import { countPins, isEmoji, mayPin, type Occasion, PINS_LIMIT, perform, type Said } from './acts.ts';
import { writtenKinds } from './message-rows.ts';
import { findRow } from './messages.ts';
import { addOutgoing } from './outgoing.ts';
import type { Schema } from './schema.ts';

/** Between two nudges in one chat. */
const NUDGE_PAUSE_MS = 10_000;

type Refusal = 'not-found' | 'not-allowed' | 'too-late' | 'too-many' | 'invalid-argument';

/** What became of something the person here did. `done` without lines: it was so already, and nothing is sent. */
export type Outcome =
  | { kind: 'done'; messages: Message[] }
  | { kind: 'refused'; code: Refusal; details?: { limit: number } }
  | { kind: 'too-soon'; retryAfterMs: number };

/** Does it here, and puts it down to be sent. */
export async function performOwn(transaction: Transaction<Schema>, said: Said, occasion: Occasion): Promise<Outcome> {
  const obstacle = await obstacleTo(transaction, said, occasion);
  if (obstacle) return obstacle;
  const messages = await perform(transaction, said, { ...occasion, isLeaving: true });
  if (messages.length > 0) await addOutgoing(transaction, said);
  return { kind: 'done', messages };
}

async function obstacleTo(
  transaction: Transaction<Schema>,
  said: Said,
  { recallMs }: Occasion,
): Promise<Outcome | undefined> {
  const { content, author, conversation, sentAt } = said;
  if (content.kind === 'nudge') return nudgedLately(transaction, said);
  const row = await findRow(transaction, content.id);
  if (row?.conversation !== conversation || !writtenKinds.includes(row.kind)) return refused('not-found');
  switch (content.kind) {
    case 'recall':
      if (row.author !== author || row.state === 'failed') return refused('not-allowed');
      return sentAt - row.sent_at > recallMs ? refused('too-late') : undefined;
    case 'reaction':
      return isEmoji(content.emoji) ? undefined : refused('invalid-argument');
    case 'pin':
      if (!(await mayPin(transaction, said))) return refused('not-allowed');
      if (!content.pinned || row.pinned_at !== null) return undefined;
      return (await countPins(transaction, conversation)) >= PINS_LIMIT ? tooManyPins : undefined;
    case 'confirm':
      if (row.kind !== 'notice') return refused('not-found');
      return row.author === author ? refused('not-allowed') : undefined;
  }
}

async function nudgedLately(
  transaction: Transaction<Schema>,
  { conversation, sentAt }: Said,
): Promise<Outcome | undefined> {
  const { last } = await transaction
    .selectFrom('message')
    .select(({ fn }) => fn.max('sent_at').as('last'))
    .where('conversation', '=', conversation)
    .where('own', '=', 1)
    .where('kind', '=', 'nudge')
    .executeTakeFirstOrThrow();
  const since = sinceThen(sentAt, last);
  return since < NUDGE_PAUSE_MS ? { kind: 'too-soon', retryAfterMs: NUDGE_PAUSE_MS - since } : undefined;
}

/** A clock that was set back does not forbid it for long. */
function sinceThen(now: Timestamp, last: Timestamp | null): number {
  return last === null || last > now ? Number.POSITIVE_INFINITY : now - last;
}

const tooManyPins: Outcome = { kind: 'refused', code: 'too-many', details: { limit: PINS_LIMIT } };

function refused(code: Refusal): Outcome {
  return { kind: 'refused', code };
}
