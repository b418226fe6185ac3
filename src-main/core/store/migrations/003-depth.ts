import type { AccountId } from '../../../../protocol/index.ts';

/** Renaming a table takes the references to it along: what was made anew must not be what they point to. */
const conversations = `
  alter table history.conversation rename to old_conversation;
  create table history.conversation (
    id integer primary key,
    draft text default '' not null,
    read_up_to integer default 0 not null,
    is_pinned integer default 0 not null
  );
  insert into history.conversation (id, draft, read_up_to) select account, draft, read_up_to from history.old_conversation;
`;

/** AUTOINCREMENT goes on from where it was: the last places may have been deleted. */
const messages = (own: AccountId) => `
  alter table history.message rename to old_message;
  drop index history.message_by_place;
  drop index history.message_received;
  drop index history.message_unsent;
  drop index history.message_by_number;
  create table history.message (
    place integer primary key autoincrement,
    id text not null unique,
    conversation integer not null references conversation (id) on delete cascade,
    own integer not null,
    author integer not null,
    kind text default 'text' not null,
    text text not null,
    extras text,
    mentions_me integer default 0 not null,
    reactions text,
    pinned_at integer,
    sent_at integer not null,
    state text not null,
    delivered_at integer,
    read_at integer,
    problem text,
    detail text,
    number integer
  );
  insert into history.message (place, id, conversation, own, author, kind, text, sent_at, state, problem, detail, number)
    select place, id, conversation, own, case own when 1 then ${own} else conversation end, kind, text, sent_at, state,
      problem, detail, number
    from history.old_message order by place;
  delete from history.sqlite_sequence where name = 'message';
  insert into history.sqlite_sequence (name, seq)
    select 'message', seq from history.sqlite_sequence where name = 'old_message';
  drop table history.old_message;
  drop table history.old_conversation;

  create index history.message_by_place on message (conversation, place);
  create index history.message_received on message (conversation, place) where own = 0 and kind in ('text', 'notice');
  create index history.message_mentions on message (conversation, place) where mentions_me = 1;
  create index history.message_unsent on message (place) where state = 'sending';
  create index history.message_pinned on message (conversation, pinned_at) where pinned_at is not null;
  create unique index history.message_by_number on message (conversation, number) where number is not null;
`;

/** `outgoing.place`: of the last message before it, so that both leave in the order they were written. */
const contents = `
  create table history.outgoing (
    id text primary key,
    conversation integer not null,
    place integer not null,
    content text not null,
    sent_at integer not null,
    is_sent integer default 0 not null
  );
  create index history.outgoing_unsent on outgoing (place) where is_sent = 0;

  create table history.early (
    id text primary key,
    message text not null,
    conversation integer not null,
    author integer not null,
    content text not null,
    sent_at integer not null
  );
  create index history.early_by_message on early (message);

  create table history.deleted (
    id text primary key,
    at integer not null
  );
  create index history.deleted_by_time on deleted (at);

  create table history.new_receipt (
    account integer not null,
    message text not null,
    state text not null,
    constraint receipt_key primary key (account, message, state)
  );
  insert into history.new_receipt select account, message, 'delivered' from history.receipt;
  drop table history.receipt;
  alter table history.new_receipt rename to receipt;
`;

const rooms = `
  create table history.room (
    id integer primary key,
    name text not null,
    avatar text,
    members integer not null,
    role text,
    is_disbanded integer default 0 not null,
    muted_for_all integer default 0 not null,
    muted_until integer,
    is_forked integer default 0 not null
  );

  create table history.room_member (
    room integer not null references room (id) on delete cascade,
    account integer not null,
    role text not null,
    constraint room_member_key primary key (room, account)
  );
`;

/** Version 3, for the history of that account. */
export const depth = (own: AccountId) => conversations + messages(own) + contents + rooms;
