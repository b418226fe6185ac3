/** Version 1. AUTOINCREMENT: a place is never given twice, so that a read position cannot cover a later message. */
export const initial = `
  create table history.person (
    account integer primary key,
    name text not null,
    display_name text not null,
    sex text,
    age integer,
    signature text not null
  );

  create table history.contact (
    account integer primary key references person (account),
    since integer not null
  );

  create table history.request (
    account integer not null references person (account),
    direction text not null,
    greeting text not null,
    time integer not null,
    state text not null,
    constraint request_key primary key (account, direction)
  );

  create table history.conversation (
    account integer primary key references person (account),
    draft text default '' not null,
    read_up_to integer default 0 not null
  );

  create table history.message (
    place integer primary key autoincrement,
    id text not null unique,
    conversation integer not null references conversation (account) on delete cascade,
    own integer not null,
    text text not null,
    sent_at integer not null,
    state text not null,
    problem text
  );
  create index history.message_by_place on message (conversation, place);
  create index history.message_received on message (conversation, place) where own = 0;
  create index history.message_unsent on message (place) where state = 'sending';

  create table history.receipt (
    account integer not null,
    message text not null,
    constraint receipt_key primary key (account, message)
  );
`;
