import type { RequestHandler } from '../handler.ts';
import { findProfiles } from '../store/accounts.ts';
import { type EntryRequest, findRequestsFor } from '../store/room-requests.ts';

/** The newest; as many as one reply holds when all profiles are as long as they may be. */
const SHOWN = 50;

export const listEntryRequests: RequestHandler<'room.requests'> = async ({ database, rooms }, client) => {
  const { account } = client.session.member;
  const shown: EntryRequest[] = [];
  for (const request of await findRequestsFor(database.read, account)) {
    if (shown.length < SHOWN && (await rooms.load(request.room))?.isLedBy(account)) shown.push(request);
  }
  if (shown.length === 0) return { requests: [] };
  const profiles = await findProfiles(
    database.read,
    shown.map((request) => request.account),
  );
  return {
    requests: shown.flatMap(({ room, account: asker, answer, time }) => {
      const profile = profiles.get(asker);
      return profile ? [{ room, profile, answer, time }] : [];
    }),
  };
};
