import type { Kysely, Transaction } from 'kysely';
import type { AccountId } from '../../../protocol/index.ts';
import type { Conversation } from '../../contract/model.ts';
import { toProfile } from './people.ts';
import type { Schema } from './schema.ts';

/** Makes the conversations that do not exist yet. The people must be known. */
export async function ensureConversations(transaction: Transaction<Schema>, accounts: Iterable<AccountId>) {
  const rows = [...new Set(accounts)].map((account) => ({ account }));
  if (rows.length === 0) return;
  await transaction
    .insertInto('conversation')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The given conversations, or all; the last active first. */
export async function listConversations(db: Kysely<Schema>, only?: AccountId[]): Promise<Conversation[]> {
  const rows = await conversationRows(db)
    .$if(only !== undefined, (query) => query.where('conversation.account', 'in', only ?? []))
    .execute();
  return rows.map(toConversation);
}

export async function setDraft(transaction: Transaction<Schema>, account: AccountId, draft: string): Promise<void> {
  await transaction.updateTable('conversation').set({ draft }).where('account', '=', account).execute();
}

/** Moves the read position forward, never beyond what has arrived: later messages must count as unread. */
export async function markRead(transaction: Transaction<Schema>, account: AccountId, upTo: number): Promise<void> {
  await transaction
    .updateTable('conversation')
    .set((eb) => ({
      read_up_to: eb
        .selectFrom('message')
        .select((message) => message.fn.coalesce(message.fn.max('place'), eb.ref('read_up_to')).as('place'))
        .whereRef('conversation', '=', 'conversation.account')
        .where('place', '<=', upTo),
    }))
    .where('account', '=', account)
    .where('read_up_to', '<', upTo)
    .execute();
}

/** Removes the conversation with all of its messages. */
export async function deleteConversation(transaction: Transaction<Schema>, account: AccountId): Promise<void> {
  await transaction.deleteFrom('conversation').where('account', '=', account).execute();
  await transaction.deleteFrom('receipt').where('account', '=', account).execute();
}

function conversationRows(db: Kysely<Schema>) {
  return db
    .selectFrom('conversation')
    .innerJoin('person', 'person.account', 'conversation.account')
    .leftJoin('contact', 'contact.account', 'conversation.account')
    .leftJoin('message as last', (join) =>
      join.on('last.place', '=', (eb) =>
        eb
          .selectFrom('message')
          .select((message) => message.fn.max('place').as('place'))
          .whereRef('message.conversation', '=', 'conversation.account'),
      ),
    )
    .selectAll('person')
    .select(['conversation.draft', 'contact.since'])
    .select(['last.kind', 'last.text', 'last.sent_at', 'last.own', 'last.state'])
    .select((eb) => {
      const unread = eb
        .selectFrom('message')
        .whereRef('message.conversation', '=', 'conversation.account')
        .whereRef('message.place', '>', 'conversation.read_up_to')
        .where('message.own', '=', 0)
        .where('message.kind', '=', 'text');
      return [
        unread.select((message) => message.fn.countAll<number>().as('count')).as('unread'),
        unread.select('message.id').orderBy('message.place').limit(1).as('first_unread'),
      ];
    })
    .orderBy('last.place', (order) => order.desc().nullsLast());
}

type ConversationRow = Awaited<ReturnType<ReturnType<typeof conversationRows>['execute']>>[number];

function toConversation(row: ConversationRow): Conversation {
  const { kind, text, sent_at: time, own, state } = row;
  const hasLast = kind !== null && text !== null && time !== null && state !== null;
  return {
    id: row.account,
    profile: toProfile(row),
    isContact: row.since !== null,
    ...(hasLast ? { last: { kind, text, time, own: own === 1, state } } : {}),
    unread: row.unread ?? 0,
    ...(row.first_unread === null ? {} : { firstUnread: row.first_unread }),
    draft: row.draft,
  };
}
