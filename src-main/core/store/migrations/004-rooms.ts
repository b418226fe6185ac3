/** The logs of rooms, the keys that messages in them are read and written with, and what was asked of and told in them. */
export const rooms = `
  create table history.room_record (
    room integer not null,
    seq integer not null,
    record blob not null,
    signature blob not null,
    constraint room_record_key primary key (room, seq)
  );

  create table history.room_log (
    room integer primary key,
    is_bad integer default 0 not null,
    claimed_seq integer,
    claimed_hash blob
  );

  create table history.sender_key (
    place integer primary key,
    room integer not null,
    account integer not null,
    device integer not null,
    distribution text not null,
    record blob not null,
    constraint sender_key_key unique (room, account, device, distribution)
  );

  create table history.room_key (
    room integer primary key,
    distribution text not null,
    devices blob
  );

  create table history.room_reader (
    room integer not null,
    account integer not null,
    device integer not null,
    first integer not null,
    since integer not null,
    distribution text,
    constraint room_reader_key primary key (room, device)
  );

  create table history.room_asked (
    room integer primary key,
    name text not null
  );

  create table history.notice_confirmed (
    room integer not null,
    message text not null,
    account integer not null,
    constraint notice_confirmed_key primary key (room, message, account)
  );
`;
