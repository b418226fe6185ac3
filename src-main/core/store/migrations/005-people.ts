export const people = `
  alter table history.person add column avatar text;

  create table history.avatar (
    place integer primary key autoincrement,
    hash text not null unique,
    picture blob not null
  );

  create table history.expected_identity (
    account integer primary key,
    key_hash text not null
  );

  create table history.standing (
    only integer default 1 primary key check (only = 1),
    presence text,
    address text,
    recall integer,
    room_name_min integer,
    room_name_max integer,
    room_members integer
  );
`;
