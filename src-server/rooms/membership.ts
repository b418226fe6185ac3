import type { AccountId, RoomRecord, RoomState } from '../../protocol/index.ts';

/** Who comes in by a record. */
export function enteringBy({ author, action }: RoomRecord): AccountId[] {
  switch (action.kind) {
    case 'add':
      return action.members.map(({ account }) => account);
    case 'create':
    case 'join':
      return [author];
    default:
      return [];
  }
}

/** Who is no member any more after a record. */
export function departingBy({ author, action }: RoomRecord, { members }: RoomState): AccountId[] {
  switch (action.kind) {
    case 'leave':
      return [author];
    case 'remove':
      return [action.account];
    case 'disband':
      return [...members.keys()];
    default:
      return [];
  }
}
