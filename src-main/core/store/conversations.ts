import { type Kysely, sql, type Transaction } from 'kysely';
import { type AccountId, type ConversationId, isRoom, type RoomId, type Timestamp } from '../../../protocol/index.ts';
import type { Conversation, Profile, RoomSummary } from '../../contract/model.ts';
import type { OwnIdentity } from './history.ts';
import { extrasOf } from './message-rows.ts';
import { toProfile } from './people.ts';
import type { PersonRow, RoomRow, Schema } from './schema.ts';
import { type Placeholders, Statement } from './statement.ts';

const making = new Statement((db, { id }: Placeholders<{ id: ConversationId }>) =>
  db
    .insertInto('conversation')
    .values({ id })
    .onConflict((conflict) => conflict.doNothing()),
);

const finding = new Statement((db, { id }: Placeholders<{ id: ConversationId }>) =>
  conversationRows(db).where('conversation.id', '=', id),
);
const findingPerson = new Statement((db, { account }: Placeholders<{ account: AccountId }>) =>
  db
    .selectFrom('person')
    .leftJoin('contact', 'contact.account', 'person.account')
    .selectAll('person')
    .select('contact.since')
    .where('person.account', '=', account),
);

/** Makes the conversations that do not exist yet. */
export async function ensureConversations(transaction: Transaction<Schema>, ids: Iterable<ConversationId>) {
  for (const id of new Set(ids)) await making.run(transaction, { id });
}

/** The given conversations in that order, or all; pinned ones first, then the last active. */
export async function listConversations(
  db: Kysely<Schema>,
  own: OwnIdentity,
  only?: ConversationId[],
): Promise<Conversation[]> {
  const rows = await rowsOf(db, only);
  const ids = rows.map(({ id }) => id);
  const people = await peopleOf(
    db,
    ids.flatMap((id) => (isRoom(id) ? [] : id)),
  );
  const rooms = await roomsOf(db, ids.filter(isRoom));
  return rows.flatMap((row) => toConversation(row, { own: own.account, people, rooms }) ?? []);
}

/** One after the other: mostly it is one. */
async function rowsOf(db: Kysely<Schema>, only: ConversationId[] | undefined): Promise<ConversationRow[]> {
  if (!only) return conversationRows(db).execute();
  const rows: ConversationRow[] = [];
  for (const id of only) rows.push(...(await finding.all(db, { id })));
  return rows;
}

export async function setDraft(
  transaction: Transaction<Schema>,
  { id, draft }: { id: ConversationId; draft: string },
): Promise<void> {
  await transaction.updateTable('conversation').set({ draft }).where('id', '=', id).execute();
}

/** False when there is no such conversation. */
export async function setPinned(
  transaction: Transaction<Schema>,
  { id, pinned }: { id: ConversationId; pinned: boolean },
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('conversation')
    .set({ is_pinned: pinned ? 1 : 0 })
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Removes the conversation with all of its messages. */
export async function deleteConversation(transaction: Transaction<Schema>, id: ConversationId): Promise<void> {
  await transaction.deleteFrom('conversation').where('id', '=', id).execute();
}

function conversationRows(db: Kysely<Schema>) {
  return db
    .selectFrom('conversation')
    .leftJoin('message as last', (join) =>
      join.on('last.place', '=', (eb) =>
        eb
          .selectFrom('message')
          .select((message) => message.fn.max('place').as('place'))
          .whereRef('message.conversation', '=', 'conversation.id'),
      ),
    )
    .select(['conversation.id', 'conversation.draft', 'conversation.is_pinned'])
    .select([
      'last.place',
      'last.kind',
      'last.text',
      'last.extras',
      'last.sent_at',
      'last.own',
      'last.author',
      'last.state',
    ])
    .select((eb) => {
      // Written out: the index is only for these.
      const unread = eb
        .selectFrom('message')
        .whereRef('message.conversation', '=', 'conversation.id')
        .whereRef('message.place', '>', 'conversation.read_up_to')
        .where('message.own', '=', eb.lit(0))
        .where('message.kind', 'in', [sql.lit<'text'>('text'), sql.lit<'notice'>('notice')]);
      return [
        unread.select((message) => message.fn.countAll<number>().as('count')).as('unread'),
        eb
          .selectFrom('message')
          .select('message.mentions_me')
          .whereRef('message.conversation', '=', 'conversation.id')
          .whereRef('message.place', '>', 'conversation.read_up_to')
          .where('message.mentions_me', '=', eb.lit(1))
          .limit(1)
          .as('mentioned'),
        unread.select('message.id').orderBy('message.place').limit(1).as('first_unread'),
      ];
    })
    .orderBy('conversation.is_pinned', 'desc')
    .orderBy('last.place', (order) => order.desc().nullsLast());
}

type ConversationRow = Awaited<ReturnType<ReturnType<typeof conversationRows>['execute']>>[number];

interface Known {
  own: AccountId;
  people: Map<AccountId, { profile: Profile; isContact: boolean }>;
  rooms: Map<RoomId, RoomSummary>;
}

/** Undefined for somebody of whom nothing is known. */
function toConversation(row: ConversationRow, { own, people, rooms }: Known): Conversation | undefined {
  const { id } = row;
  if (isRoom(id)) {
    const room = rooms.get(id);
    return room && { kind: 'room', id, room, ...toChat(row) };
  }
  const person = people.get(id);
  if (!person) return undefined;
  const { profile, isContact } = person;
  if (id === own) return { kind: 'saved', id, profile, ...toChat(row) };
  return { kind: 'person', id, profile, isContact, ...toChat(row) };
}

function toChat(row: ConversationRow) {
  return {
    ...lastOf(row),
    unread: row.unread ?? 0,
    isMentioned: row.mentioned === 1,
    ...(row.first_unread === null ? {} : { firstUnread: row.first_unread }),
    draft: row.draft,
    isPinned: row.is_pinned === 1,
  };
}

function lastOf({
  place: order,
  kind,
  text,
  extras,
  sent_at: time,
  own,
  author,
  state,
}: ConversationRow): Pick<Conversation, 'last'> {
  if (order === null || kind === null || text === null || time === null || author === null || state === null) return {};
  const { event, attachment } = extrasOf({ extras });
  return {
    last: {
      order,
      kind,
      text: kind === 'recalled' ? '' : text,
      time,
      own: own === 1,
      author,
      state,
      ...(event ? { event } : {}),
      ...(attachment ? { attachment: { kind: attachment.kind, name: attachment.name } } : {}),
    },
  };
}

async function peopleOf(db: Kysely<Schema>, accounts: AccountId[]): Promise<Known['people']> {
  const rows: (PersonRow & { since: Timestamp | null })[] = [];
  for (const account of accounts) rows.push(...(await findingPerson.all(db, { account })));
  return new Map(rows.map((row) => [row.account, { profile: toProfile(row), isContact: row.since !== null }]));
}

async function roomsOf(db: Kysely<Schema>, ids: RoomId[]): Promise<Known['rooms']> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('room').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, toRoomSummary(row)]));
}

export function toRoomSummary(row: RoomRow): RoomSummary {
  return {
    name: row.name,
    ...(row.avatar === null ? {} : { avatar: row.avatar }),
    members: row.members,
    ...(row.role === null ? {} : { role: row.role }),
    isDisbanded: row.is_disbanded === 1,
    isMutedForAll: row.muted_for_all === 1,
    ...(row.muted_until === null ? {} : { mutedUntil: row.muted_until }),
    isForked: row.is_forked === 1,
  };
}
