import type { AccountId, Room, RoomNotice } from '../../src-main/contract/model.ts';

/** The members who have not confirmed the notice of their room yet; its author has nothing to confirm. */
export function unconfirmed({ memberList }: Pick<Room, 'memberList'>, { author, confirmed }: RoomNotice): AccountId[] {
  const done = new Set([author, ...confirmed]);
  return memberList.map(({ profile }) => profile.account).filter((account) => !done.has(account));
}
