const messages = `
  alter table history.message add column kind text default 'text' not null;
  alter table history.message add column detail text;
  alter table history.message add column number integer;
  drop index history.message_received;
  create index history.message_received on message (conversation, place) where own = 0 and kind = 'text';
  create unique index history.message_by_number on message (conversation, number) where number is not null;
`;

const keys = `
  create table history.device (
    only integer default 1 primary key check (only = 1),
    id integer not null,
    token text,
    key text not null,
    since integer not null,
    registration_id integer,
    next_key integer default 1 not null
  );

  create table history.identity (
    account integer primary key,
    key blob not null,
    certificate blob not null,
    serial text not null,
    trust text not null,
    verified_at integer,
    changed_at integer
  );

  create table history.one_time_key (
    id integer primary key,
    record blob not null,
    made_at integer not null,
    published integer default 0 not null
  );

  create table history.signed_key (
    id integer primary key,
    record blob not null,
    made_at integer not null,
    published integer default 0 not null
  );

  create table history.kyber_key (
    id integer primary key,
    record blob not null,
    made_at integer not null,
    published integer default 0 not null
  );

  create table history.kyber_use (
    kyber integer not null references kyber_key (id) on delete cascade,
    signed integer not null,
    base_key blob not null,
    constraint kyber_use_key primary key (kyber, signed, base_key)
  );
`;

const ratchets = `
  create table history.session (
    account integer not null,
    device integer not null,
    record blob not null,
    constraint session_key primary key (account, device)
  );

  create table history.missing (
    place integer primary key,
    account integer not null,
    device integer not null,
    conversation integer not null,
    message text,
    number integer,
    tries integer default 0 not null,
    next_at integer,
    line text,
    constraint missing_message unique (account, device, message),
    constraint missing_number unique (account, device, conversation, number)
  );
`;

const numbers = `
  create table history.sent_count (
    conversation integer primary key,
    last integer not null
  );

  create table history.first_sent (
    conversation integer not null,
    device integer not null,
    number integer not null,
    constraint first_sent_key primary key (conversation, device)
  );

  create table history.never_sent (
    conversation integer not null,
    number integer not null,
    constraint never_sent_key primary key (conversation, number)
  );

  create table history.seen_count (
    account integer not null,
    device integer not null,
    conversation integer not null,
    last integer not null,
    constraint seen_count_key primary key (account, device, conversation)
  );
`;

export const encryption = messages + keys + ratchets + numbers;
