import type { AccountId } from '../../../../protocol/index.ts';

/**
 * Devices that were written to before become the audience 0 of what this device has encrypted so far, under the keys
 * that their accounts have now. Where these are not the first ones, only of what was written since they were seen. The
 * key of one's own account never changes in a history, and is not compared.
 */
const audiences = (own: AccountId) => `
  create table history.audience (
    conversation integer not null,
    account integer not null,
    device integer not null,
    key blob not null,
    first integer not null,
    since integer not null,
    until integer,
    constraint audience_key primary key (conversation, account, device, since)
  );
  insert into history.audience (conversation, account, device, key, first, since)
    select known.conversation, known.account, known.device, coalesce(identity.key, zeroblob(0)),
      case when identity.changed_at is null then known.first else max(known.first, coalesce((
        select min(number) from history.message
          where conversation = known.conversation and number is not null and sent_at >= identity.changed_at
      ), 2147483647)) end,
      0
    from (
      select first_sent.conversation, session.account, first_sent.device, first_sent.number as first
        from history.first_sent join history.session on session.device = first_sent.device
      union all
      select room, account, device, first from history.room_reader
    ) as known
    left join history.identity on identity.account = known.account
    where identity.key is not null or known.account = ${own};
  drop table history.first_sent;

  alter table history.room_reader drop column first;
  alter table history.room_reader drop column since;
  alter table history.room_key add column audience integer;
  update history.room_key set devices = null;

  alter table history.message add column audience integer;
  alter table history.message add column received_by text;
  update history.message set audience = 0 where own = 1 and number is not null;
  alter table history.outgoing add column audience integer;
  update history.outgoing set audience = 0;
`;

/** Version 8, for the history of that account. */
export const audience = (own: AccountId) => audiences(own);
