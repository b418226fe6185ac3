/**
 * `attachment.place` is that of its message. `leftover`: what belonged to attachments that are gone, until files and server have been
 * told. AUTOINCREMENT: stickers are listed in the order they were added.
 */
export const attachments = `
  create table history.attachment (
    place integer primary key references message (place) on delete cascade,
    message text not null unique,
    conversation integer not null,
    kind text not null,
    name text not null,
    folded_name text not null,
    type text not null,
    size integer not null,
    state text not null,
    problem text,
    blob text,
    key blob not null,
    digest blob not null,
    expires_at integer,
    ref blob,
    width integer,
    height integer,
    thumbnail blob,
    duration_ms integer,
    waveform blob,
    hidden_text_key blob,
    sealed text,
    path text,
    used_at integer default 0 not null
  );
  create index history.attachment_by_conversation on attachment (conversation, place);
  create index history.attachment_by_blob on attachment (blob) where blob is not null;
  create index history.attachment_sealed on attachment (sealed, state, size) where sealed is not null;
  create index history.attachment_under_way on attachment (state) where state in ('uploading', 'downloading');
  create index history.attachment_expiring on attachment (expires_at) where state in ('remote', 'paused', 'failed');

  create table history.leftover (
    place integer primary key autoincrement,
    sealed text,
    path text,
    ref blob,
    size integer
  );

  create table history.sticker (
    place integer primary key autoincrement,
    id text not null unique,
    type text not null,
    width integer not null,
    height integer not null,
    picture blob not null
  );
`;
