/** Hours are counted from 1970. */
export const fetchBudget = `
  create table history.fetched (
    author integer not null,
    hour integer not null,
    bytes integer not null,
    constraint fetched_key primary key (author, hour)
  );
  create index history.fetched_by_hour on fetched (hour);
`;
