import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('person')
    .addColumn('account', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('display_name', 'text', (column) => column.notNull())
    .addColumn('sex', 'text')
    .addColumn('age', 'integer')
    .addColumn('signature', 'text', (column) => column.notNull())
    .execute();

  await db.schema
    .createTable('contact')
    .addColumn('account', 'integer', (column) => column.primaryKey().references('person.account'))
    .addColumn('since', 'integer', (column) => column.notNull())
    .execute();

  await db.schema
    .createTable('request')
    .addColumn('account', 'integer', (column) => column.notNull().references('person.account'))
    .addColumn('direction', 'text', (column) => column.notNull())
    .addColumn('greeting', 'text', (column) => column.notNull())
    .addColumn('time', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('request_key', ['account', 'direction'])
    .execute();

  await db.schema
    .createTable('conversation')
    .addColumn('account', 'integer', (column) => column.primaryKey().references('person.account'))
    .addColumn('draft', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('read_up_to', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();

  // AUTOINCREMENT: a place is never given twice, so that a read position cannot cover a later message.
  await db.schema
    .createTable('message')
    .addColumn('place', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('conversation', 'integer', (column) =>
      column.notNull().references('conversation.account').onDelete('cascade'),
    )
    .addColumn('own', 'integer', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('sent_at', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .execute();
  await db.schema.createIndex('message_by_place').on('message').columns(['conversation', 'place']).execute();
  await sql`create index message_received on message (conversation, place) where own = 0`.execute(db);
  await sql`create index message_unsent on message (place) where state = 'sending'`.execute(db);

  await db.schema
    .createTable('receipt')
    .addColumn('account', 'integer', (column) => column.notNull())
    .addColumn('message', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('receipt_key', ['account', 'message'])
    .execute();
}
