/**
 * A message is identified by its conversation, its author, the author's device and its id, because anybody can choose
 * any id. Rows of messages that were deleted before this migration have conversation 0 and author 0, which match every
 * conversation and author. `quotes_unknown` is the id of a quoted message that is not in this history.
 */
export const messageIdentity = `
  alter table history.message add column device integer;
  alter table history.message add column quotes_unknown text;
  create index history.message_quoting on message (quotes_unknown) where quotes_unknown is not null;

  create table history.new_deleted (
    id text not null,
    conversation integer not null,
    author integer not null,
    at integer not null,
    constraint deleted_key primary key (id, conversation, author)
  );
  insert into history.new_deleted select id, 0, 0, at from history.deleted;
  drop table history.deleted;
  alter table history.new_deleted rename to deleted;
  create index history.deleted_by_time on deleted (at);

  create table history.new_early (
    id text not null,
    message text not null,
    conversation integer not null,
    author integer not null,
    content text not null,
    sent_at integer not null,
    constraint early_key primary key (conversation, author, id)
  );
  insert into history.new_early select id, message, conversation, author, content, sent_at from history.early order by rowid;
  drop table history.early;
  alter table history.new_early rename to early;
  create index history.early_by_message on early (message);

  create table history.new_missing (
    place integer primary key,
    account integer not null,
    device integer not null,
    conversation integer not null,
    message text,
    number integer,
    tries integer default 0 not null,
    next_at integer,
    line text,
    constraint missing_message unique (account, device, conversation, message),
    constraint missing_number unique (account, device, conversation, number)
  );
  insert into history.new_missing
    select place, account, device, conversation, message, number, tries, next_at, line from history.missing;
  drop table history.missing;
  alter table history.new_missing rename to missing;
`;
